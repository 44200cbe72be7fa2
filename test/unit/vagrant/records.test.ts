import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect } from 'chai';
import { LabPaths } from '../../../src/paths.js';
import { vagrantRecords } from '../../../src/vagrant/records.js';

describe('vagrantRecords', () => {
  let dir: string;
  beforeEach(() => (dir = mkdtempSync(join(tmpdir(), 'lab-records-'))));
  afterEach(() => rmSync(dir, { recursive: true, force: true }));

  it('are the machines with an id, whoever made them', async () => {
    const paths = new LabPaths(dir, 'k8s');
    expect(await vagrantRecords({ paths })).to.deep.equal([]);
    const write = (file: string, text: string) => {
      const path = join(paths.root, '.vagrant', file);
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, text);
    };
    write('machines/node1/virtualbox/id', '1f2e');
    write('machines/node1/virtualbox/index_uuid', 'beef');
    write('machines/node2/virtualbox/action_set_name', '17'); // made by halves
    write('machines/node3/lxc/id', 'lab-k8s-node3\n');
    write('machines/not-a-folder', '');
    write('rgloader/loader.rb', '');
    expect(await vagrantRecords({ paths })).to.deep.equal([
      { name: 'node1', provider: 'virtualbox', id: '1f2e' },
      { name: 'node3', provider: 'lxc', id: 'lab-k8s-node3' },
    ]);
  });
});
