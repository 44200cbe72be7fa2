/** What people and their editors write into lab.yaml by mistake, and what lab says about it: a corpus for corpus.test.ts. */
import type { ProviderName } from '../../../src/config/schema.js';

export interface BadConfig {
  what: string;
  text: string | Buffer;
  /** Default: virtualbox. */
  provider?: ProviderName;
  /** The lines of the error's reason; where they name a place, without the file. */
  why: string[];
}

const hosts = (...lines: string[]) => `hosts:\n${lines.map((line) => `  - {${line}}\n`).join('')}`;
const CP = 'name: cp, ip: 192.168.207.2, role: control-plane';
const W = 'name: w, ip: 192.168.207.3';
const bytes = (...values: number[]) => Buffer.from(values);
const utf16 = (text: string) => Buffer.from(`\ufeff${text}`, 'utf16le');
const many = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_, i) => line(i)).join('');

export const BAD: BadConfig[] = [
  // Encodings, line ends, and characters that look like others
  {
    what: 'a tab as indentation',
    text: 'network:\n\tsubnet: 10.1.1.0/24\n',
    why: ['2:1: not valid YAML: Tabs are not allowed as indentation'],
  },
  {
    what: 'a mistake after a byte order mark, in its right column',
    text: '\ufeffname: A\n',
    why: ['1:7: name = "A": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: "UTF-16, as PowerShell's > writes it",
    text: utf16('name: a\n'),
    why: ['it is UTF-16, not UTF-8; older Windows PowerShell writes that with `>`'],
  },
  {
    what: 'UTF-16 the other way round, without a mark',
    text: Buffer.from('name: a\n', 'utf16le').swap16(),
    why: ['it is UTF-16, not UTF-8; older Windows PowerShell writes that with `>`'],
  },
  {
    what: 'GBK in a comment',
    text: bytes(0x23, 0xd6, 0xd0, 0xce, 0xc4, 0x0a),
    why: ["it is not UTF-8 from line 1 on; it may be in GBK or another encoding of its author's machine"],
  },
  {
    what: 'Latin-1 in a value',
    text: Buffer.from('name: k8s\nbox: {url: café.box}\n', 'latin1'),
    why: ["it is not UTF-8 from line 2 on; it may be in GBK or another encoding of its author's machine"],
  },
  {
    what: 'line ends of an old Mac',
    text: 'name: a\rdomain: b.test\r',
    why: ['1:8: a line ends with CR alone; save the file with LF or CRLF'],
  },
  {
    what: 'Windows line ends around a mistake',
    text: 'name: a\r\ndomain: B.test\r\n',
    why: ['2:9: domain = "B.test": must be a DNS domain in lower case such as example.com'],
  },
  {
    what: 'a program instead of a text',
    text: bytes(0x7f, 0x45, 0x4c, 0x46, 2, 1, 1, 0, 0),
    why: ['1:1: not text: there is a control character, U+007F'],
  },
  {
    what: 'a control character',
    text: 'name: a\u0007b\n',
    why: ['1:8: not text: there is a control character, U+0007'],
  },
  {
    what: 'an escape sequence in a key',
    text: '"\\e[31mname": x\n',
    why: [
      '1:1: \\u001b[31mname = "x": unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  {
    what: 'a full-width colon in the only line',
    text: 'name：k8s\n',
    why: ['1:1: must be a section: `key: value` lines; `：` (U+FF1A) is not `:`'],
  },
  {
    what: 'a full-width colon among other lines',
    text: 'name： k8s\ndomain: a.test\n',
    why: [
      '1:1: not valid YAML: this is no `key: value` line; a colon, or the space after it, is missing; `：` (U+FF1A) is not `:`',
    ],
  },
  {
    what: 'full-width quotes',
    text: 'name: “k8s”\n',
    why: [
      '1:7: name = "“k8s”": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1; `“` (U+201C) is not `"`',
    ],
  },
  {
    what: 'typographic apostrophes',
    text: 'name: ‘k8s’\n',
    why: [
      '1:7: name = "‘k8s’": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1; `‘` (U+2018) is not `\'`',
    ],
  },
  {
    what: 'a full-width comma in a flow map',
    text: 'docker: {daemon: {debug: true，mtu: 1400}}\n',
    why: ['1:26: not valid YAML: Block collections are not allowed within flow collections; `，` (U+FF0C) is not `,`'],
  },
  {
    what: 'full-width commas in an address',
    text: hosts(CP, 'name: w, ip: 192，168，207，3'),
    why: [
      '3:19: hosts.1.ip = "192，168，207，3": must be an IPv4 address such as 192.168.207.131; `，` (U+FF0C) is not `,`',
    ],
  },
  {
    what: 'full-width digits',
    text: hosts(CP, 'name: w, ip: １９２.168.207.3'),
    why: [
      '3:19: hosts.1.ip = "１９２.168.207.3": must be an IPv4 address such as 192.168.207.131; `１` (U+FF11) is not the same as its narrow form',
    ],
  },
  {
    what: 'a no-break space after the colon',
    text: 'name:\u00a0k8s\n',
    why: ['1:1: must be a section: `key: value` lines; U+00A0 is not a space'],
  },
  {
    what: 'no-break spaces as indentation',
    text: 'network:\n\u00a0\u00a0subnet: 10.1.1.0/24\n',
    why: [
      '2:1:   subnet = "10.1.1.0/24": unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images; U+00A0 is not a space',
    ],
  },
  {
    what: 'an ideographic space as indentation',
    text: 'network:\n\u3000subnet: 10.1.1.0/24\n',
    why: [
      '2:1: 　subnet = "10.1.1.0/24": unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images; U+3000 is not a space',
    ],
  },
  {
    what: 'an invisible character',
    text: 'name: k8s\u200b\n',
    why: [
      '1:7: name = "k8s\\u200b": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1; there is an invisible character, U+200B',
    ],
  },
  {
    what: 'dashes of a word processor',
    text: 'hosts:\n  – name: a\n',
    why: ['2:3: hosts = {"– name":"a"}: must be a list (lines that begin with `- `); `–` (U+2013) is not `-`'],
  },
  {
    what: 'half a character',
    text: 'box: {url: "\\ud800"}\n',
    why: ['1:12: is no text: there is half of a surrogate pair (\\ud800 to \\udfff)'],
  },

  // Other kinds of text, and YAML that is not plain data
  {
    what: 'a web page',
    text: '<!DOCTYPE html>\n<html><body>404: Not Found</body></html>\n',
    why: ['1:1: is a web page, not YAML; was it saved from a browser?'],
  },
  {
    what: 'an XML file',
    text: '<?xml version="1.0"?><lab/>\n',
    why: ['1:1: is a web page, not YAML; was it saved from a browser?'],
  },
  {
    what: 'a conflict left by a merge',
    text: '<<<<<<< HEAD\nname: a\n=======\nname: b\n>>>>>>> other\n',
    why: ['1:1: has a conflict that a merge has left: <<<<<<<'],
  },
  {
    what: 'a patch',
    text: '--- a/lab.yaml\n+++ b/lab.yaml\n@@ -1 +1 @@\n-name: a\n+name: b\n',
    why: [
      '1:5: not valid YAML: Block collection cannot start on same line with directives-end marker',
      '1:5: not valid YAML: this is no `key: value` line; a colon, or the space after it, is missing',
    ],
  },
  {
    what: 'a shell script',
    text: '#!/bin/sh\nexport NAME=k8s\n',
    why: ['2:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'an INI file',
    text: 'name = k8s\n',
    why: ['1:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'a TOML file',
    text: '[network]\nsubnet = "10.1.1.0/24"\n',
    why: ['2:1: not valid YAML: Unexpected scalar at node end'],
  },
  {
    what: 'a Vagrantfile',
    text: 'Vagrant.configure("2") do |config|\nend\n',
    why: ['1:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'a list',
    text: '- name: a\n- name: b\n',
    why: ['1:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'one word',
    text: 'kubernetes\n',
    why: ['1:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'no space after the colon',
    text: 'name:k8s\ndomain:a.test\n',
    why: ['1:1: must be a section: `key: value` lines, a space after the colon'],
  },
  {
    what: 'JSON with a comment',
    text: '{"name": "a" // the name\n}\n',
    why: ['1:14: not valid YAML: Unexpected scalar at node end'],
  },
  {
    what: 'two documents',
    text: 'name: a\n---\nname: b\n',
    why: ['2:1: begins a second document; there can be only one'],
  },
  {
    what: 'an end mark and more after it',
    text: 'name: a\n...\nname: b\n',
    why: ['3:1: begins a second document; there can be only one'],
  },
  {
    what: 'a key given twice',
    text: 'name: a\ndomain: a.test\nname: b\n',
    why: ['3:1: `name` is given twice, first in line 1'],
  },
  {
    what: 'a key given twice in a flow map',
    text: 'network: {subnet: 10.1.1.0/24, subnet: 10.1.2.0/24}\n',
    why: ['1:32: `subnet` is given twice, first in line 1'],
  },
  { what: 'a quote that stays open', text: 'name: "a\n', why: ['2:1: not valid YAML: Missing closing "quote'] },
  {
    what: 'two colons in a line',
    text: 'domain: a: b\n',
    why: ['1:9: not valid YAML: a second `: ` in one line; put the value in quotes'],
  },
  {
    what: 'indentation that jumps back',
    text: 'network:\n  subnet: 10.1.1.0/24\n gateway: 10.1.1.1\n',
    why: ['3:1: not valid YAML: All mapping items must start at the same column'],
  },
  {
    what: 'a value that begins with @',
    text: 'name: @lab\n',
    why: ['1:7: not valid YAML: Plain value cannot start with reserved character @'],
  },
  { what: "a template's braces", text: 'name: {{ lab }}\n', why: ['1:8: a key must be text'] },
  {
    what: 'an alias without anchor',
    text: 'name: *lab\n',
    why: ['1:7: not valid YAML: no anchor `&lab` before this alias'],
  },
  { what: 'an alias that contains itself', text: '&a\nname: *a\n', why: ['2:7: `*a` contains itself'] },
  {
    what: 'aliases that multiply',
    text:
      'a: &a [x,x,x,x,x,x,x,x,x]\n' +
      many(8, (i) => `${'bcdefghi'[i]}: &${'bcdefghi'[i]} [${Array(9).fill(`*${'abcdefgh'[i]}`).join(',')}]\n`),
    why: ['1:1: cannot be read as data: Excessive alias count indicates a resource exhaustion attack'],
  },
  {
    what: 'a thousand aliases',
    text: 'a: &a x\nb: [' + many(1001, () => '*a,') + ']\n',
    why: ['2:3005: has more than 1000 aliases'],
  },
  {
    what: 'a tag of another language',
    text: 'name: !!python/object/apply:os.system ["id"]\n',
    why: ['1:7: not valid YAML: Unresolved tag: tag:yaml.org,2002:python/object/apply:os.system'],
  },
  {
    what: 'bytes in base64',
    text: 'docker: {daemon: {data-root: !!binary aGk=}}\n',
    why: ['1:30: not valid YAML: Unresolved tag: tag:yaml.org,2002:binary'],
  },
  {
    what: 'words of YAML 1.1 behind its directive',
    text: '%YAML 1.1\n---\ndocker: {repo: {gpgcheck: yes}}\n',
    why: ['3:27: docker.repo.gpgcheck = "yes": must be true or false'],
  },
  {
    what: 'a version of YAML that is none',
    text: '%YAML 3.0\n---\nname: a\n',
    why: ['1:7: not valid YAML: Unsupported YAML version 3.0'],
  },
  { what: 'a key that is a list', text: '? [a]\n: b\n', why: ['1:3: a key must be text'] },
  { what: 'brackets without end', text: '['.repeat(100_000), why: ['1:823: is nested too deep'] },
  {
    what: 'brackets within brackets',
    text: `docker: {daemon: {runtimes: {a: ${'['.repeat(200)}${']'.repeat(200)}}}}\n`,
    why: ['1:153: is nested too deep'],
  },
  { what: 'infinity', text: hosts(`${CP}, memory: .inf`, W), why: ['2:64: must be a finite number'] },
  {
    what: 'thirty thousand mistakes',
    text: many(30_000, () => ']\n'),
    why: [
      '1:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '2:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '3:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '4:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '5:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '6:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '7:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '8:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '9:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '10:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '11:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '12:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '13:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '14:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '15:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '16:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '17:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '18:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '19:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '20:1: not valid YAML: Unexpected flow-seq-end token in YAML document: "]"',
      '… and 29980 more',
    ],
  },
  {
    what: 'thirty thousand unknown keys',
    text: many(30_000, (i) => `k${i}: 1\n`),
    why: ['1:1: is too large: 283 KiB, and at most 256 are read'],
  },
  {
    what: 'a text larger than any lab',
    text: `# ${'x'.repeat(300_000)}\n`,
    why: ['1:1: is too large: 293 KiB, and at most 256 are read'],
  },
  {
    what: 'five megabytes',
    text: `name: ${'a'.repeat(5_000_000)}\n`,
    why: ['it is 5 MiB large; a lab.yaml has some kilobytes'],
  },

  // Sections, lists, and keys
  {
    what: 'an unknown key with a neighbour',
    text: 'nam: a\n',
    why: [
      '1:1: nam = "a": unknown key; did you mean `name`? allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  {
    what: 'an unknown key far from every other',
    text: 'apiVersion: v1\n',
    why: [
      '1:1: apiVersion = "v1": unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  {
    what: 'a key at the wrong level',
    text: 'podCidr: 10.0.0.0/16\n',
    why: [
      '1:1: podCidr = "10.0.0.0/16": unknown key; `podCidr` belongs in `kubernetes`; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  {
    what: 'an unknown key far below',
    text: 'docker: {repo: {gpgchek: true}}\n',
    why: [
      '1:17: docker.repo.gpgchek = true: unknown key; did you mean `gpgcheck`? allowed in docker.repo: baseurl, gpgcheck, repoGpgcheck, gpgkey',
    ],
  },
  {
    what: 'an unknown key of a host',
    text: hosts(CP, `${W}, mem: 4096`),
    why: ['3:34: hosts.1.mem = 4096: unknown key; allowed in hosts.1: name, ip, role, cpus, memory'],
  },
  {
    what: 'a key in the wrong case',
    text: 'kubernetes: {podCIDR: 10.244.0.0/16}\n',
    why: [
      '1:14: kubernetes.podCIDR = "10.244.0.0/16": unknown key; did you mean `podCidr`? allowed in kubernetes: version, repo, cniVersion, criToolsVersion, imageRepository, serviceCidr, podCidr',
    ],
  },
  {
    what: 'a key without a name',
    text: '"": 1\n',
    why: [
      '1:1: "" = 1: unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  {
    what: 'a key of every object',
    text: 'constructor: 1\n',
    why: [
      '1:1: constructor = 1: unknown key; allowed at the top level: name, provider, domain, network, hosts, box, ssh, centos, docker, kubernetes, flannel, metricsServer, images',
    ],
  },
  { what: 'hosts that are null', text: 'hosts: ~\n', why: ['1:8: hosts: must be a list (lines that begin with `- `)'] },
  {
    what: 'hosts as a map',
    text: 'hosts: {master: {ip: 192.168.207.2}}\n',
    why: ['1:8: hosts = {"master":{"ip":"192.168.207.2"}}: must be a list (lines that begin with `- `)'],
  },
  {
    what: 'hosts as names',
    text: 'hosts: [master, node1]\n',
    why: [
      '1:9: hosts.0 = "master": must be a section of its own (`key: value` lines below it)',
      '1:17: hosts.1 = "node1": must be a section of its own (`key: value` lines below it)',
    ],
  },
  {
    what: 'a dash without a space',
    text: 'hosts:\n  -name: a\n',
    why: ['2:3: hosts = {"-name":"a"}: must be a list (lines that begin with `- `)'],
  },
  {
    what: 'a host without anything',
    text: 'hosts:\n  -\n',
    why: ['2:4: hosts.0: must be a section of its own (`key: value` lines below it)'],
  },
  { what: 'a host without an address', text: hosts(CP, 'name: w'), why: ['3:5: hosts.1.ip: is missing'] },
  { what: 'a host without a name', text: hosts(CP, 'ip: 192.168.207.3'), why: ['3:5: hosts.1.name: is missing'] },
  { what: 'no hosts', text: 'hosts: []\n', why: ['1:8: hosts = []: must have at least 1 item'] },
  {
    what: 'text where a section belongs',
    text: 'kubernetes: 1.20.0\n',
    why: ['1:13: kubernetes = "1.20.0": must be a section of its own (`key: value` lines below it)'],
  },
  {
    what: 'a list where a section belongs',
    text: 'network:\n  - subnet: 10.1.1.0/24\n',
    why: ['2:3: network = [{"subnet":"10.1.1.0/24"}]: must be a section of its own (`key: value` lines below it)'],
  },
  {
    what: 'a section where text belongs',
    text: 'domain: {name: a.test}\n',
    why: ['1:9: domain = {"name":"a.test"}: must be a DNS domain in lower case such as example.com'],
  },

  // Names
  {
    what: 'capitals',
    text: 'name: K8s\n',
    why: ['1:7: name = "K8s": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: 'an underscore',
    text: 'name: my_lab\n',
    why: [
      '1:7: name = "my_lab": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: 'a hyphen at the end',
    text: 'name: k8s-\n',
    why: ['1:7: name = "k8s-": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: 'a name that climbs',
    text: 'name: ../other\n',
    why: [
      '1:7: name = "../other": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: 'blanks',
    text: 'name: my lab\n',
    why: [
      '1:7: name = "my lab": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: 'Chinese',
    text: 'name: 教室\n',
    why: ['1:7: name = "教室": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: 'an emoji',
    text: 'name: 😀\n',
    why: ['1:7: name = "😀": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: '64 characters',
    text: `name: ${'a'.repeat(64)}\n`,
    why: [
      '1:7: name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: '55 characters, in a sealed lab',
    text: `name: ${'a'.repeat(55)}\n`,
    provider: 'lxc',
    why: [
      '1:7: name = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": is too long beside hosts.0 (master): as a container that would be called lab-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa-…-master, 75 characters; 64 are allowed, so shorten one by 11',
    ],
  },
  {
    what: "a host's name too long for a sealed lab",
    text: `name: class\ndomain: a.io\n${hosts(CP, `name: ${'w'.repeat(46)}, ip: 192.168.207.3`)}`,
    provider: 'lxc',
    why: [
      '1:7: name = "class": is too long beside hosts.1 (wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww): as a container that would be called lab-class-…-wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww, 65 characters; 64 are allowed, so shorten one by 1',
    ],
  },
  {
    what: 'a number as a name',
    text: 'name: 123\n',
    why: [
      '1:7: name = 123: must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1; it is read as a number: put it in quotes',
    ],
  },
  {
    what: 'a line end in a name',
    text: 'name: |\n  k8s\n',
    why: [
      '1:7: name = "k8s\\n": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: 'an empty name',
    text: 'name: ""\n',
    why: ['1:7: name = "": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: 'a blank name',
    text: 'name:\n',
    why: ['1:6: name: must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1'],
  },
  {
    what: "a host's full name",
    text: hosts(CP, 'name: w.example.com, ip: 192.168.207.3'),
    why: [
      '3:12: hosts.1.name = "w.example.com": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: "a host's name in capitals that differs in nothing else",
    text: hosts(CP, 'name: CP, ip: 192.168.207.3'),
    why: [
      '3:12: hosts.1.name = "CP": must be a DNS label: 1–63 lower-case letters, digits and inner hyphens, such as node1',
    ],
  },
  {
    what: 'two hosts of one name',
    text: hosts(CP, W, 'name: w, ip: 192.168.207.4'),
    why: ['4:12: hosts.2.name = "w": hosts.1 has the same name; each host needs its own'],
  },
  {
    what: 'a host called localhost',
    text: hosts(CP, 'name: localhost, ip: 192.168.207.3'),
    why: ['3:12: hosts.1.name = "localhost": must not be localhost: that name is every machine\'s own'],
  },
  {
    what: 'a host called as in the hosts file of CentOS',
    text: hosts(CP, 'name: localhost6, ip: 192.168.207.3'),
    why: ['3:12: hosts.1.name = "localhost6": must not be localhost6: that name is every machine\'s own'],
  },
  {
    what: "a host's name too long with the domain",
    text: hosts(CP, `name: ${'w'.repeat(60)}, ip: 192.168.207.3`),
    why: [
      '3:12: hosts.1.name = "wwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwwww": is too long with the domain: 72 characters, 63 are allowed for a node\'s name',
    ],
  },
  {
    what: 'a domain with a dot at the end',
    text: 'domain: example.com.\n',
    why: ['1:9: domain = "example.com.": must be a DNS domain in lower case such as example.com'],
  },
  {
    what: 'an address as a domain',
    text: 'domain: 192.168.1.1\n',
    why: ['1:9: domain = "192.168.1.1": must not end in a number: that is how addresses look'],
  },
  {
    what: 'a number as a domain',
    text: 'domain: 1.2\n',
    why: [
      '1:9: domain = 1.2: must be a DNS domain in lower case such as example.com; it is read as a number: put it in quotes',
    ],
  },
  {
    what: 'a domain in Chinese',
    text: 'domain: 例子.中国\n',
    why: ['1:9: domain = "例子.中国": must be a DNS domain in lower case such as example.com'],
  },
  {
    what: 'the domain localhost',
    text: 'domain: localhost\n',
    why: [
      '1:9: domain = "localhost": must not be localhost or cluster.local, or end so: these names are every machine\'s and every cluster\'s own',
    ],
  },
  {
    what: "the cluster's own domain",
    text: 'domain: cluster.local\n',
    why: [
      '1:9: domain = "cluster.local": must not be localhost or cluster.local, or end so: these names are every machine\'s and every cluster\'s own',
    ],
  },

  // Hosts
  {
    what: 'no control plane',
    text: hosts(W),
    why: [
      '2:3: hosts = [{"name":"w","ip":"192.168.207.3","role":"worker","cpus":2,"memory":2048}]: no host has role control-plane; exactly one must',
    ],
  },
  {
    what: 'two control planes',
    text: hosts(CP, 'name: w, ip: 192.168.207.3, role: control-plane'),
    why: ['3:40: hosts.1.role = "control-plane": hosts.0 is the control plane already; exactly one host must be'],
  },
  {
    what: 'no worker',
    text: hosts(CP),
    why: [
      '2:3: hosts = [{"name":"cp","ip":"192.168.207.2","role":"control-plane","cpus":2,"memory":…: there is no worker; at least one is needed, for pods do not run on the control plane',
    ],
  },
  {
    what: 'the old word for a control plane',
    text: hosts('name: m, ip: 192.168.207.2, role: master', W),
    why: ['2:40: hosts.0.role = "master": must be one of control-plane, worker'],
  },
  {
    what: 'memory with a unit',
    text: hosts(`${CP}, memory: 2G`, W),
    why: ['2:64: hosts.0.memory = "2G": must be a whole number of MiB such as 2048, without unit and quotes'],
  },
  {
    what: 'memory in quotes',
    text: hosts(`${CP}, memory: "2048"`, W),
    why: ['2:64: hosts.0.memory = "2048": must be a whole number of MiB such as 2048, without unit and quotes'],
  },
  { what: 'memory in GB', text: hosts(CP, `${W}, memory: 2`), why: ['3:42: hosts.1.memory = 2: must be at least 512'] },
  {
    what: 'memory with an underscore',
    text: hosts(`${CP}, memory: 2_048`, W),
    why: ['2:64: hosts.0.memory = "2_048": must be a whole number of MiB such as 2048, without unit and quotes'],
  },
  {
    what: 'memory below nothing',
    text: hosts(`${CP}, memory: -2048`, W),
    why: ['2:64: hosts.0.memory = -2048: must be at least 512'],
  },
  {
    what: 'memory beyond all numbers',
    text: hosts(`${CP}, memory: 99999999999999999999`, W),
    why: ['2:64: hosts.0.memory = 100000000000000000000: must be at most 9007199254740991'],
  },
  {
    what: 'a control plane with little memory',
    text: hosts(`${CP}, memory: 1024`, W),
    why: ['2:64: hosts.0.memory = 1024: must be at least 1700 (MiB): kubeadm refuses a control plane with less'],
  },
  { what: 'no processor', text: hosts(CP, `${W}, cpus: 0`), why: ['3:40: hosts.1.cpus = 0: must be at least 1'] },
  {
    what: 'one and a half processors',
    text: hosts(CP, `${W}, cpus: 1.5`),
    why: ['3:40: hosts.1.cpus = 1.5: must be a whole number such as 2'],
  },
  {
    what: 'more processors than a machine can have',
    text: hosts(CP, `${W}, cpus: 4096`),
    why: ['3:40: hosts.1.cpus = 4096: must be at most 64'],
  },
  {
    what: 'a control plane with one processor',
    text: hosts(`${CP}, cpus: 1`, W),
    why: ['2:62: hosts.0.cpus = 1: must be at least 2: kubeadm refuses a control plane with less'],
  },

  // Addresses
  {
    what: 'two hosts of one address',
    text: hosts(CP, 'name: w, ip: 192.168.207.2'),
    why: ['3:19: hosts.1.ip = "192.168.207.2": hosts.0 has the same ip; each host needs its own'],
  },
  {
    what: 'an address outside the subnet',
    text: hosts(CP, 'name: w, ip: 192.168.208.3'),
    why: ['3:19: hosts.1.ip = "192.168.208.3": must be in network.subnet: 192.168.207.1 to 192.168.207.254'],
  },
  {
    what: "the network's own address",
    text: hosts(CP, 'name: w, ip: 192.168.207.0'),
    why: [
      '3:19: hosts.1.ip = "192.168.207.0": is the network\'s own address; allowed: 192.168.207.1 to 192.168.207.254',
    ],
  },
  {
    what: 'the broadcast address',
    text: hosts(CP, 'name: w, ip: 192.168.207.255'),
    why: ['3:19: hosts.1.ip = "192.168.207.255": is the broadcast address; allowed: 192.168.207.1 to 192.168.207.254'],
  },
  {
    what: "the gateway's address",
    text: hosts(CP, 'name: w, ip: 192.168.207.1'),
    why: ['3:19: hosts.1.ip = "192.168.207.1": is the gateway\'s address (network.gateway)'],
  },
  {
    what: 'an address of IPv6',
    text: hosts(CP, 'name: w, ip: "fe80::1"'),
    why: ['3:19: hosts.1.ip = "fe80::1": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'three numbers',
    text: hosts(CP, 'name: w, ip: 192.168.207'),
    why: ['3:19: hosts.1.ip = "192.168.207": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'leading zeros in an address',
    text: hosts(CP, 'name: w, ip: 192.168.207.003'),
    why: ['3:19: hosts.1.ip = "192.168.207.003": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'an address with its mask',
    text: hosts(CP, 'name: w, ip: 192.168.207.3/24'),
    why: ['3:19: hosts.1.ip = "192.168.207.3/24": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'an address with a port',
    text: hosts(CP, 'name: w, ip: "192.168.207.3:22"'),
    why: ['3:19: hosts.1.ip = "192.168.207.3:22": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: '256',
    text: hosts(CP, 'name: w, ip: 192.168.207.256'),
    why: ['3:19: hosts.1.ip = "192.168.207.256": must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'an address as one number',
    text: hosts(CP, 'name: w, ip: 3232288771'),
    why: ['3:19: hosts.1.ip = 3232288771: must be an IPv4 address such as 192.168.207.131'],
  },
  {
    what: 'a network without its length',
    text: 'network: {subnet: 192.168.207.0}\n',
    why: ['1:19: network.subnet = "192.168.207.0": must be an IPv4 network such as 192.168.207.0/24'],
  },
  {
    what: 'a mask instead of a length',
    text: 'network: {subnet: 192.168.207.0/255.255.255.0}\n',
    why: ['1:19: network.subnet = "192.168.207.0/255.255.255.0": must be an IPv4 network such as 192.168.207.0/24'],
  },
  {
    what: "a host's address as the network's",
    text: 'network: {subnet: 192.168.207.1/24}\n',
    why: ['1:19: network.subnet = "192.168.207.1/24": must be the network\'s own address: 192.168.207.0/24'],
  },
  {
    what: 'a /31',
    text: 'network: {subnet: 192.168.207.0/31}\n',
    why: ['1:19: network.subnet = "192.168.207.0/31": is too small: /29 is the least for a gateway and two hosts'],
  },
  {
    what: 'a /33',
    text: 'network: {subnet: 192.168.207.0/33}\n',
    why: ['1:19: network.subnet = "192.168.207.0/33": must be an IPv4 network such as 192.168.207.0/24'],
  },
  {
    what: 'IPv6',
    text: 'network: {subnet: "fd00::/64"}\n',
    why: ['1:19: network.subnet = "fd00::/64": must be an IPv4 network such as 192.168.207.0/24'],
  },
  {
    what: "somebody else's network, by a swap of two digits",
    text: 'network: {subnet: 192.186.207.0/24}\n',
    why: [
      '1:19: network.subnet = "192.186.207.0/24": is not for private use (10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16): this machine would no longer reach its owner',
    ],
  },
  {
    what: 'a gateway outside',
    text: 'network: {gateway: 192.168.208.1}\n',
    why: ['1:20: network.gateway = "192.168.208.1": must be in network.subnet: 192.168.207.1 to 192.168.207.254'],
  },
  {
    what: 'a gateway that a default host has',
    text: 'network: {gateway: 192.168.207.131}\n',
    why: ['1:20: hosts.0.ip = "192.168.207.131": is the gateway\'s address (network.gateway); this is the default'],
  },
  {
    what: 'pods among the hosts',
    text: 'network: {subnet: 10.244.7.0/24}\n',
    why: ['1:19: kubernetes.podCidr = "10.244.0.0/16": overlaps network.subnet (10.244.7.0/24); this is the default'],
  },
  {
    what: 'services among the pods',
    text: 'kubernetes: {serviceCidr: 10.244.0.0/16}\n',
    why: [
      '1:27: kubernetes.podCidr = "10.244.0.0/16": overlaps kubernetes.serviceCidr (10.244.0.0/16); this is the default',
    ],
  },
  {
    what: "pods on Docker's bridge",
    text: 'kubernetes: {podCidr: 172.17.0.0/16}\n',
    why: [
      '1:23: kubernetes.podCidr = "172.17.0.0/16": overlaps 172.17.0.0/16, Docker\'s own bridge on every host (docker.daemon.bip moves it)',
    ],
  },
  {
    what: "services on Docker's bridge",
    text: 'kubernetes: {serviceCidr: 172.17.0.0/16}\n',
    why: [
      '1:27: kubernetes.serviceCidr = "172.17.0.0/16": overlaps 172.17.0.0/16, Docker\'s own bridge on every host (docker.daemon.bip moves it)',
    ],
  },
  {
    what: "Docker's bridge among the pods",
    text: 'docker: {daemon: {bip: 10.244.0.1/24}}\n',
    why: [
      '1:24: kubernetes.podCidr = "10.244.0.0/16": overlaps 10.244.0.0/24, Docker\'s own bridge on every host (docker.daemon.bip moves it); this is the default',
    ],
  },
  {
    what: 'a bridge that is no address',
    text: 'docker: {daemon: {bip: docker0}}\n',
    why: ['1:24: docker.daemon.bip = "docker0": must be an address with its prefix such as 172.18.0.1/16'],
  },
  {
    what: 'pods too few for 300 hosts',
    text:
      'network: {subnet: 10.1.0.0/16}\nhosts:\n' +
      many(
        300,
        (i) => `  - {name: h${i}, ip: 10.1.${i >> 7}.${(i & 127) + 2}${i === 0 ? ', role: control-plane' : ''}}\n`,
      ),
    why: [
      '1:1: kubernetes.podCidr = "10.244.0.0/16": is too small: every host takes a /24 of it, so 300 hosts need a /15 or wider; this is the default',
    ],
  },
  {
    what: 'services too many',
    text: 'kubernetes: {serviceCidr: 10.0.0.0/8}\n',
    why: [
      '1:27: kubernetes.serviceCidr = "10.0.0.0/8": must be between /12 and /28 in size: kubeadm refuses others',
      '1:27: kubernetes.serviceCidr = "10.0.0.0/8": overlaps 10.0.2.0/24, VirtualBox\'s own network in every machine',
      '1:27: kubernetes.podCidr = "10.244.0.0/16": overlaps kubernetes.serviceCidr (10.0.0.0/8); this is the default',
    ],
  },

  // Versions, images, addresses on the web
  {
    what: 'a leading v',
    text: 'kubernetes: {version: v1.20.0}\n',
    why: [
      '1:23: kubernetes.version = "v1.20.0": must be a version of three numbers such as 1.20.0, without a leading v',
    ],
  },
  {
    what: 'two numbers',
    text: 'kubernetes: {version: 1.20}\n',
    why: [
      '1:23: kubernetes.version = 1.2: must be a version of three numbers such as 1.20.0, without a leading v; it is read as a number: put it in quotes',
    ],
  },
  {
    what: 'a version of an rpm',
    text: 'kubernetes: {version: 1.20.0-0}\n',
    why: [
      '1:23: kubernetes.version = "1.20.0-0": must be a version of three numbers such as 1.20.0, without a leading v',
    ],
  },
  {
    what: 'the latest',
    text: 'kubernetes: {version: latest}\n',
    why: [
      '1:23: kubernetes.version = "latest": must be a version of three numbers such as 1.20.0, without a leading v',
    ],
  },
  {
    what: 'another Kubernetes',
    text: 'kubernetes: {version: 1.28.0}\n',
    why: [
      '1:23: kubernetes.version = "1.28.0": must be 1.20.x: the steps, the manifests and the exercises are made for Kubernetes 1.20',
    ],
  },
  {
    what: 'a patch that never was',
    text: 'kubernetes: {version: 1.20.16}\n',
    why: ['1:23: kubernetes.version = "1.20.16": must be 1.20.0 to 1.20.15: there are no others'],
  },
  {
    what: 'a Docker that is too new',
    text: 'docker: {version: 26.1.3}\n',
    why: [
      '1:19: docker.version = "26.1.3": must be 19.03.x, 20.10.x, 23.0.x or 24.0.x: Kubernetes 1.20 cannot read the image list of Docker 25 and later ("Id or size of image … is not set")',
    ],
  },
  {
    what: 'a repository with a scheme',
    text: 'kubernetes: {imageRepository: "https://registry.test"}\n',
    why: [
      '1:31: kubernetes.imageRepository = "https://registry.test": must be a registry and path without scheme or tag such as registry.aliyuncs.com/google_containers',
    ],
  },
  {
    what: 'a repository with a slash at its end',
    text: 'kubernetes: {imageRepository: registry.test/}\n',
    why: [
      '1:31: kubernetes.imageRepository = "registry.test/": must be a registry and path without scheme or tag such as registry.aliyuncs.com/google_containers',
    ],
  },
  {
    what: 'a repository with a tag',
    text: 'kubernetes: {imageRepository: "registry.test/k8s:v1"}\n',
    why: [
      '1:31: kubernetes.imageRepository = "registry.test/k8s:v1": must be a registry and path without scheme or tag such as registry.aliyuncs.com/google_containers',
    ],
  },
  {
    what: 'an image in capitals',
    text: 'images: {nginx: Nginx}\n',
    why: ['1:17: images.nginx = "Nginx": must be an image such as nginx'],
  },
  {
    what: 'an image with an empty tag',
    text: 'images: {nginx: "nginx:"}\n',
    why: ['1:17: images.nginx = "nginx:": must be an image such as nginx'],
  },
  {
    what: 'an image with half a digest',
    text: 'images: {nginx: "nginx@sha256:abc"}\n',
    why: ['1:17: images.nginx = "nginx@sha256:abc": must be an image such as nginx'],
  },
  {
    what: 'a version alone as an image',
    text: 'images: {busybox: 1.28}\n',
    why: ['1:19: images.busybox = 1.28: must be an image such as busybox; it is read as a number: put it in quotes'],
  },
  {
    what: 'an address without a scheme',
    text: 'centos: {vault: mirrors.aliyun.com}\n',
    why: [
      '1:17: centos.vault = "mirrors.aliyun.com": must be an http://, https:// or file:// address such as https://vault.centos.org',
    ],
  },
  {
    what: 'an address with another scheme',
    text: 'centos: {vault: "ftp://mirrors.aliyun.com"}\n',
    why: [
      '1:17: centos.vault = "ftp://mirrors.aliyun.com": must be an http://, https:// or file:// address such as https://vault.centos.org',
    ],
  },
  {
    what: 'an address with a blank',
    text: 'centos: {vault: "http://a b"}\n',
    why: [
      '1:17: centos.vault = "http://a b": must be an http://, https:// or file:// address such as https://vault.centos.org',
    ],
  },
  {
    what: 'an address with a port that is none',
    text: 'centos: {vault: "http://a.test:99999/"}\n',
    why: [
      '1:17: centos.vault = "http://a.test:99999/": must be an http://, https:// or file:// address such as https://vault.centos.org',
    ],
  },
  {
    what: 'an address with nothing after its scheme',
    text: 'centos: {vault: "http://"}\n',
    why: [
      '1:17: centos.vault = "http://": must be an http://, https:// or file:// address such as https://vault.centos.org',
    ],
  },
  {
    what: 'an address written from right to left',
    text: 'centos: {vault: "http://a\\u202etset"}\n',
    why: [
      '1:17: centos.vault = "http://a\\u202etset": must be an http://, https:// or file:// address such as https://vault.centos.org; there is an invisible character, U+202E',
    ],
  },
  {
    what: 'one key where a list belongs',
    text: 'docker: {repo: {gpgkey: "https://a.test/gpg"}}\n',
    why: ['1:25: docker.repo.gpgkey = "https://a.test/gpg": must be a list (lines that begin with `- `)'],
  },
  {
    what: 'an empty key',
    text: 'docker: {repo: {gpgkey: [""]}}\n',
    why: [
      '1:26: docker.repo.gpgkey.0 = "": must be an http://, https:// or file:// address such as https://mirrors.aliyun.com/docker-ce/linux/centos/gpg',
    ],
  },
  {
    what: 'no key for signed packages',
    text: 'docker: {repo: {gpgkey: []}}\n',
    why: ['1:25: docker.repo.gpgkey = []: must name at least one key, because gpgcheck or repoGpgcheck is true'],
  },
  {
    what: 'a flag in words',
    text: 'docker: {repo: {gpgcheck: on}}\n',
    why: ['1:27: docker.repo.gpgcheck = "on": must be true or false'],
  },
  {
    what: 'a flag in quotes',
    text: 'docker: {repo: {gpgcheck: "true"}}\n',
    why: ['1:27: docker.repo.gpgcheck = "true": must be true or false'],
  },

  // The box, ssh, Docker's own file
  {
    what: "a box's name with a blank",
    text: 'box: {name: "my box"}\n',
    why: ['1:13: box.name = "my box": must be a name without blanks such as centos/8'],
  },
  {
    what: 'a box from nowhere',
    text: 'box: {url: " "}\n',
    why: ['1:12: box.url = " ": must be an address or a file, or null'],
  },
  {
    what: "a variable in a file's name",
    text: 'box: {url: "${HOME}/a.box"}\n',
    why: [
      '1:12: box.url = "${HOME}/a.box": must be a file: variables such as ${HOME} and ~user are not replaced here, only ~/ is',
    ],
  },
  {
    what: "a NUL in a file's name",
    text: 'box: {url: "a\\0b"}\n',
    why: ['1:12: box.url = "a\\u0000b": must be an address or a file, or null'],
  },
  {
    what: 'a sum of 63 digits',
    text: `box: {url: a.box, sha256: ${'a'.repeat(63)}}\n`,
    why: [
      '1:27: box.sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": must be a SHA-256 sum, 64 hexadecimal digits, or null',
    ],
  },
  {
    what: 'a sum that YAML takes for a number',
    text: `box: {url: a.box, sha256: ${'1'.repeat(64)}}\n`,
    why: [
      '1:27: box.sha256 = 1.1111111111111112e+63: must be a SHA-256 sum, 64 hexadecimal digits, or null; it is read as a number: put it in quotes',
    ],
  },
  {
    what: 'a sum as sha256sum prints it',
    text: `box: {url: a.box, sha256: "${'a'.repeat(64)}  a.box"}\n`,
    why: [
      '1:27: box.sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa  a.box": must be a SHA-256 sum, 64 hexadecimal digits, or null',
    ],
  },
  {
    what: 'a sum without a file',
    text: `box: {name: a/b, sha256: ${'a'.repeat(64)}}\n`,
    why: [
      '1:26: box.sha256 = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa": needs box.url: a box looked up by its name is not compared with a sum',
    ],
  },
  { what: 'a port out of range', text: 'ssh: {port: 70000}\n', why: ['1:13: ssh.port = 70000: must be at most 65535'] },
  {
    what: 'a port in quotes',
    text: 'ssh: {port: "22"}\n',
    why: ['1:13: ssh.port = "22": must be a whole number such as 22'],
  },
  {
    what: "a user with an option's dash",
    text: 'ssh: {user: -oProxyCommand=id}\n',
    why: ['1:13: ssh.user = "-oProxyCommand=id": must be a user name such as root'],
  },
  {
    what: 'a Windows user',
    text: 'ssh: {user: CLASS\\me}\n',
    why: ['1:13: ssh.user = "CLASS\\\\me": must be a user name such as root'],
  },
  {
    what: "another user's home",
    text: 'ssh: {identityFile: ~bob/.ssh/id_rsa}\n',
    why: [
      '1:21: ssh.identityFile = "~bob/.ssh/id_rsa": must be a file: variables such as ${HOME} and ~user are not replaced here, only ~/ is',
    ],
  },
  {
    what: 'a variable of Windows',
    text: 'ssh: {identityFile: "%USERPROFILE%/id_rsa"}\n',
    why: [
      '1:21: ssh.identityFile = "%USERPROFILE%/id_rsa": must be a file: variables such as ${HOME} and ~user are not replaced here, only ~/ is',
    ],
  },
  {
    what: "Docker's file as text",
    text: 'docker: {daemon: "{}"}\n',
    why: ['1:18: docker.daemon = "{}": must be a section of its own (`key: value` lines below it)'],
  },
  {
    what: 'a mirror that is no list',
    text: 'docker: {daemon: {registry-mirrors: "https://a.test"}}\n',
    why: [
      '1:37: docker.daemon.registry-mirrors = "https://a.test": must be a list of addresses of registries such as https://mirror.example.com, without a path: Docker does not start otherwise',
    ],
  },
  {
    what: 'a mirror without a scheme',
    text: 'docker: {daemon: {registry-mirrors: [a.test]}}\n',
    why: [
      '1:37: docker.daemon.registry-mirrors = ["a.test"]: must be a list of addresses of registries such as https://mirror.example.com, without a path: Docker does not start otherwise',
    ],
  },
  {
    what: 'a registry with a scheme',
    text: 'docker: {daemon: {insecure-registries: ["http://a.test"]}}\n',
    why: [
      '1:40: docker.daemon.insecure-registries = ["http://a.test"]: must be a list of registries such as registry.example.com:5000, without http://: Docker does not start otherwise',
    ],
  },
  {
    what: 'a number among the log options',
    text: 'docker: {daemon: {log-opts: {max-file: 3}}}\n',
    why: [
      '1:29: docker.daemon.log-opts = {"max-file":3}: must be a section whose values are texts, numbers in quotes, such as {max-size: 100m, max-file: "3"}: Docker does not start otherwise',
    ],
  },
  {
    what: 'an option without a value',
    text: 'docker: {daemon: {exec-opts: [systemd]}}\n',
    why: [
      '1:30: docker.daemon.exec-opts = ["systemd"]: must be a list of texts such as native.cgroupdriver=systemd: Docker does not start otherwise',
    ],
  },
  {
    what: 'a flag of Docker in quotes',
    text: 'docker: {daemon: {debug: "true"}}\n',
    why: ['1:26: docker.daemon.debug = "true": must be true or false: Docker does not start otherwise'],
  },
  {
    what: 'a key of Docker with a slip',
    text: 'docker: {daemon: {registry-mirror: ["https://a.test"]}}\n',
    why: [
      '1:36: docker.daemon.registry-mirror = ["https://a.test"]: unknown key of Docker, which does not start with one; did you mean `registry-mirrors`?',
    ],
  },
  {
    what: "the key that Docker's unit has taken",
    text: 'docker: {daemon: {hosts: ["tcp://0.0.0.0:2375"]}}\n',
    why: [
      '1:26: docker.daemon.hosts = ["tcp://0.0.0.0:2375"]: cannot be set here: the unit of Docker gives -H on its command line, and Docker does not start with both',
    ],
  },
  {
    what: 'a provider in capitals',
    text: 'provider: VirtualBox\n',
    why: [
      '1:11: provider = "VirtualBox": must be one of virtualbox, libvirt, vmware_desktop, lxc, existing; did you mean virtualbox?',
    ],
  },
  {
    what: 'a provider that is none',
    text: 'provider: docker\n',
    why: ['1:11: provider = "docker": must be one of virtualbox, libvirt, vmware_desktop, lxc, existing'],
  },
];
