import { expect } from 'chai';
import { execFileSync } from 'node:child_process';
import { factsScript, parseFacts } from '../../../src/cluster/host-facts.js';

describe('the facts of a host', () => {
  it('come from a script that any Linux machine runs to its end, whatever it lacks', () => {
    const output = execFileSync('bash', { input: factsScript(), encoding: 'utf8', stdio: ['pipe', 'pipe', 'ignore'] });
    const facts = parseFacts('here', output);
    expect(output.match(/^@@ \w+$/gm)).to.have.length(Object.keys(facts).length - 1);
    expect(facts.ipForward).to.match(/^[01]$/);
  });

  it('are cut at their marks, empty where a command failed', () => {
    const facts = parseFacts(
      'node2',
      `@@ kubelet
inactive
@@ docker
active
@@ kubeletJournal
Nov 23 14:05:00 node2 systemd[1]: Stopped kubelet: The Kubernetes Node Agent.
not a mark: @@ docker
@@ dockerCgroupDriver
@@ nftRules
84
@@ legacyRules
@@ cniPlugins
bridge
flannel
`,
    );
    expect(facts).to.include({
      host: 'node2',
      kubelet: 'inactive',
      docker: 'active',
      dockerCgroupDriver: '',
      nftRules: 84,
      legacyRules: undefined,
    });
    expect(facts.kubeletJournal).to.match(/^Nov 23 .*\nnot a mark: @@ docker$/);
    expect(facts.cniPlugins).to.deep.equal(['bridge', 'flannel']);
    expect(facts.cniConfigs).to.deep.equal([]);
  });
});
