import { expect } from 'chai';
import { isVariable, scriptEnvironment } from '../../../src/exercise/environment.js';
import { anExercise, theConfig } from './bench.js';

describe("the environment of an exercise's scripts", () => {
  it('names hosts by their part in the lab, and images by their keys in lab.yaml', async () => {
    expect(scriptEnvironment(await anExercise(), await theConfig())).to.include({
      EXERCISE: '01-two-files',
      NAMESPACE: 'two-files',
      CONTROL_PLANE: 'master',
      CONTROL_PLANE_IP: '192.168.207.131',
      CONTROL_PLANE_NODE: 'master.example.com',
      WORKER_1: 'node1',
      WORKER_1_IP: '192.168.207.137',
      WORKER_1_NODE: 'node1.example.com',
      WORKER_2: 'node2',
      WORKER_2_IP: '192.168.207.136',
      WORKER_2_NODE: 'node2.example.com',
      WORKERS: 'node1 node2',
      NODES: 'master.example.com node1.example.com node2.example.com',
      IMAGE_NGINX: 'nginx',
      IMAGE_BUSYBOX: 'busybox',
      POD_CIDR: '10.244.0.0/16',
      HOSTS:
        '192.168.207.131 master master.example.com\n192.168.207.137 node1 node1.example.com\n192.168.207.136 node2 node2.example.com',
    });
  });

  it('is what texts may name', async () => {
    const names = Object.keys(scriptEnvironment(await anExercise(), await theConfig())).filter((name) =>
      /^(CONTROL_PLANE|WORKER|NODES|IMAGE_(NGINX|BUSYBOX)|NAMESPACE|EXERCISE)/.test(name),
    );
    expect(names.filter((name) => !isVariable(name))).to.deep.equal([]);
    expect(['NODE', 'WORKER_0', 'WORKER_1_PORT', 'Namespace'].filter(isVariable)).to.deep.equal([]);
  });
});
