import { expect } from 'chai';
import { generateKeyPairSync } from 'node:crypto';
import { redact } from '../../src/redact.js';

const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 1024 });
const PEM = privateKey.export({ type: 'pkcs1', format: 'pem' }).toString();
const LINE = PEM.split('\n')[3]!;
const BASE64 = Buffer.from(PEM).toString('base64');
const JWT =
  'eyJhbGciOiJSUzI1NiIsImtpZCI6IkFCQyJ9.eyJpc3MiOiJrdWJlcm5ldGVzL3NlcnZpY2VhY2NvdW50In0.c2lnbmF0dXJlLW9mLXRoZS10b2tlbg';

/** What a text holds, and what must be gone from it. */
const SECRETS: [about: string, text: string, secret: string][] = [
  ['a private key', `before\n${PEM}after`, LINE],
  [
    'an OpenSSH key that was cut off',
    '-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXktdjEAAAAABG5vbmU\nAAAAEbm9uZQ\n',
    'AAAAEbm9uZQ',
  ],
  ['an indented private key', PEM.replace(/^/gm, '    '), LINE],
  ['a private key in JSON', JSON.stringify({ key: PEM }), LINE],
  ['client-key-data of a kubeconfig', `    client-key-data: ${BASE64}\n`, BASE64.slice(20, 60)],
  ['a key in base64 anywhere', `value ${BASE64}`, BASE64.slice(20, 60)],
  ['a token of a kubeconfig', '  user:\n    token: 0123456789abcdef0123456789abcdef\n', '0123456789abcdef0123'],
  [
    'the join command',
    'kubeadm join 192.168.50.10:6443 --token v4amp0.wpricsg4wn6eqi32     --discovery-token-ca-cert-hash sha256:51bb77b3be2c',
    'wpricsg4wn6eqi32',
  ],
  [
    'a join token in an argv of the journal',
    '"kubeadm" "join" "--token" "abcdef.0123456789abcdef"',
    '0123456789abcdef',
  ],
  ['a join token in prose', 'using token abcdef.0123456789abcdef, which is new', '0123456789abcdef'],
  ['a join token at the end of a sentence', 'the token is abcdef.0123456789abcdef.', '0123456789abcdef'],
  ['--certificate-key', `--control-plane --certificate-key ${'f8902e11'.repeat(8)}`, 'f8902e11f8902e11'],
  ['a bearer token', `Authorization: Bearer ${JWT}`, JWT.slice(4, 30)],
  ['a bearer header of curl', "curl -H 'Authorization: Bearer c2VjcmV0LXRva2Vu' https://x", 'c2VjcmV0LXRva2Vu'],
  ['basic authentication', 'Proxy-Authorization: Basic dXNlcjpwYXNz', 'dXNlcjpwYXNz'],
  ['a ServiceAccount token', `mounted: ${JWT}`, JWT.slice(4, 30)],
  ['a password in a proxy address', 'HTTP_PROXY=http://lilei:s3cr3t@proxy.example.com:3128/', 's3cr3t'],
  ['a password with an @ escaped', 'https://user:p%40ss@registry.example.com/v2/', 'p%40ss'],
  ['docker login', '{"auths":{"registry.example.com":{"auth":"bGlsZWk6czNjcjN0"}}}', 'bGlsZWk6czNjcjN0'],
  ['an identity token of docker', '"identitytoken": "abcDEF123"', 'abcDEF123'],
  ['an environment variable', 'MYSQL_ROOT_PASSWORD=hunter2', 'hunter2'],
  ['an environment variable of a container', '      DB_PASSWORD:  hunter2', 'hunter2'],
  ['a password in YAML, quoted', 'password: "hunter 2"', 'hunter 2'],
  ['--password=', 'mysql --password=hunter2 --user=x', 'hunter2'],
  [
    'a Secret in YAML',
    'apiVersion: v1\nkind: Secret\ndata:\n  user: bGlsZWk=\n  blob: |\n    czNjcjN0\nmetadata: {}\n',
    'czNjcjN0',
  ],
  ['a Secret with data before its kind', 'data:\n  user: bGlsZWk=\nkind: Secret\n', 'bGlsZWk='],
  ['a Secret in JSON', '{"kind": "Secret", "data": {"user": "bGlsZWk="}}', 'bGlsZWk='],
  ['a Secret as kubectl applied it', '{"apiVersion":"v1","data":{"user":"bGlsZWk="},"kind":"Secret"}', 'bGlsZWk='],
];

describe('redact', () => {
  for (const [about, text, secret] of SECRETS) {
    it(`takes out ${about}`, () => {
      expect(text).to.include(secret);
      expect(redact(text)).to.include('[redacted]').and.not.to.include(secret);
    });
  }

  it('leaves what was around it', () => {
    expect(redact(`before\n${PEM}after`)).to.equal('before\n-----BEGIN RSA PRIVATE KEY----- [redacted]\nafter');
    expect(redact('--token v4amp0.wpricsg4wn6eqi32 --v=9')).to.equal('--token [redacted] --v=9');
    expect(redact('http://lilei:s3cr3t@proxy:3128/')).to.equal('http://lilei:[redacted]@proxy:3128/');
  });

  it('leaves what only looks like a secret', () => {
    for (const text of [
      'Failed to pull image "192.168.207.1:5000/google_containers/coredns:1.7.0": manifest unknown',
      'could not find a JWS signature in the cluster-info ConfigMap for token ID "dt63lv"',
      '--discovery-token-ca-cert-hash sha256:51bb77b3be2c5cddc7370f2cf22fab25238ea68866359c1004ce1deca596689d',
      'Nov 25 17:50:01 master.example.com kubelet[1450]: I1125 17:50:01.934473 1450 kubelet.go:1778] ok',
      'ssh://git@example.com/x and http://192.168.207.1:5000/v2/',
      'kube-system   secret/default-token-x7b2p   kubernetes.io/service-account-token   3      5m',
      '    SecretName:  default-token-x7b2p',
      'authorization:\n  mode: Webhook\n',
      'reflector.go:138] Failed to watch *v1.Secret: failed to list *v1.Secret: secrets "x" is forbidden',
      'kind: ConfigMap\ndata:\n  Corefile: |\n    .:53 { loop }\n',
      '192.168.207.131 ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIGf',
    ])
      expect(redact(text)).to.equal(text);
  });

  it('takes no longer than reading does', () => {
    const long = `${'abcdef.0123456789abcdef token: x '.repeat(20_000)}\n-----BEGIN RSA PRIVATE KEY-----\n${'A'.repeat(200_000)}`;
    expect(redact(long)).not.to.include('0123456789abcdef');
  });
});
