import { expect } from 'chai';
import { stepEnvironment } from '../../../src/config/environment.js';
import { load } from './helpers.js';

describe('config/environment', () => {
  it("gives every step the guide's values", async () => {
    const { config } = await load('');
    expect(stepEnvironment(config, 'node1')).to.deep.equal({
      HOST_NAME: 'node1',
      HOST_FQDN: 'node1.example.com',
      HOST_IP: '192.168.207.137',
      HOST_ROLE: 'worker',
      HOSTS:
        '192.168.207.131 master master.example.com\n192.168.207.137 node1 node1.example.com\n192.168.207.136 node2 node2.example.com',
      DOMAIN: 'example.com',
      CONTROL_PLANE_NAME: 'master',
      CONTROL_PLANE_FQDN: 'master.example.com',
      CONTROL_PLANE_IP: '192.168.207.131',
      SUBNET: '192.168.207.0/24',
      SSH_PORT: '22',
      CENTOS_VAULT: 'https://mirrors.aliyun.com/centos-vault',
      DOCKER_VERSION: '20.10.24',
      DOCKER_REPO_BASEURL: 'https://mirrors.aliyun.com/docker-ce/linux/centos/8/x86_64/stable/',
      DOCKER_REPO_GPGKEY: 'https://mirrors.aliyun.com/docker-ce/linux/centos/gpg',
      DOCKER_REPO_GPGCHECK: '1',
      DOCKER_REPO_REPO_GPGCHECK: '1',
      DOCKER_DAEMON_JSON: `{
  "registry-mirrors": [
    "https://kmny1apu.mirror.aliyuncs.com"
  ],
  "exec-opts": [
    "native.cgroupdriver=systemd"
  ],
  "log-driver": "json-file",
  "log-opts": {
    "max-size": "100m"
  },
  "storage-driver": "overlay2"
}`,
      KUBERNETES_VERSION: '1.20.0',
      KUBERNETES_REPO_BASEURL: 'https://mirrors.aliyun.com/kubernetes/yum/repos/kubernetes-el7-x86_64',
      KUBERNETES_REPO_GPGKEY:
        'https://mirrors.aliyun.com/kubernetes/yum/doc/yum-key.gpg https://mirrors.aliyun.com/kubernetes/yum/doc/rpm-package-key.gpg',
      KUBERNETES_REPO_GPGCHECK: '0',
      KUBERNETES_REPO_REPO_GPGCHECK: '0',
      KUBERNETES_CNI_VERSION: '0.8.7',
      CRI_TOOLS_VERSION: '1.13.0',
      IMAGE_REPOSITORY: 'registry.aliyuncs.com/google_containers',
      SERVICE_CIDR: '10.96.0.0/12',
      POD_CIDR: '10.244.0.0/16',
      FLANNEL_IMAGE: 'quay.io/coreos/flannel:v0.14.0',
      METRICS_SERVER_IMAGE: 'registry.aliyuncs.com/google_containers/metrics-server:v0.5.0',
      NGINX_IMAGE: 'nginx',
      BUSYBOX_IMAGE: 'busybox',
    });
  });

  it('differs between hosts only in what a host is', async () => {
    const { config } = await load('');
    const [master, node1] = ['master', 'node1'].map((name) => stepEnvironment(config, name));
    const different = Object.keys(master!).filter((key) => master![key] !== node1![key]);
    expect(different).to.deep.equal(['HOST_NAME', 'HOST_FQDN', 'HOST_IP', 'HOST_ROLE']);
  });

  it('refuses a host that the lab does not have', async () => {
    const { config } = await load('');
    expect(() => stepEnvironment(config, 'node9')).to.throw('no host is called node9');
  });
});
