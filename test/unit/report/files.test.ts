import { expect } from 'chai';
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { failure } from '../../../src/cluster/failure.js';
import type { TestResult } from '../../../src/cluster/suite-result.js';
import { suiteHtml } from '../../../src/report/html.js';
import { suiteJson } from '../../../src/report/json.js';
import { suiteJunit } from '../../../src/report/junit.js';
import { FLAKY, NODEPORT, NODES, NOT_RUN, PASSED, resultOf, SKIPPED, testOf } from './sample.js';

const ALL = resultOf([PASSED, NODES, FLAKY, SKIPPED, NODEPORT, NOT_RUN]);
const NASTY = '</failure>]]><!-- & "quoted" \u001b[31mred\u001b[0m\u0000 \ud800 \uffff 中文';
const nasty = (): TestResult =>
  testOf({
    path: ['a', NASTY],
    status: 'failed',
    failure: failure({ message: NASTY, expected: NASTY, observed: NASTY }),
  });

interface Element {
  [name: string]: string | Element[] | undefined;
}

function parse(xml: string): Element {
  expect(XMLValidator.validate(xml)).to.equal(true);
  const parser = new XMLParser({
    ignoreAttributes: false,
    attributeNamePrefix: '@',
    isArray: (name, _path, _leaf, isAttribute) => !isAttribute && name !== 'testsuites',
    trimValues: false,
    alwaysCreateTextNode: true,
  });
  return (parser.parse(xml) as { testsuites: Element }).testsuites;
}

const children = (element: Element, name: string): Element[] => (element[name] as Element[] | undefined) ?? [];

describe('a JUnit report', () => {
  it('has a testsuite for each suite, with sums that are those of its tests', () => {
    const root = parse(suiteJunit(ALL));
    expect(root).to.include({
      '@name': 'k8s',
      '@tests': '6',
      '@failures': '2',
      '@errors': '0',
      '@skipped': '2',
      '@time': '200.000',
    });
    const [cluster, nginx] = children(root, 'testsuite');
    expect(cluster).to.include({
      '@name': 'cluster',
      '@tests': '4',
      '@failures': '1',
      '@skipped': '1',
      '@timestamp': '2026-11-23T14:00:00',
    });
    expect(nginx).to.include({ '@name': 'nginx', '@tests': '2', '@failures': '1', '@skipped': '1' });
    for (const suite of [cluster!, nginx!]) {
      const cases = children(suite, 'testcase');
      expect(String(cases.length)).to.equal(suite['@tests']);
      expect(String(cases.filter((c) => c['failure']).length)).to.equal(suite['@failures']);
      expect(String(cases.filter((c) => c['skipped']).length)).to.equal(suite['@skipped']);
      for (const each of cases) {
        expect(each).to.include.keys('@name', '@classname', '@time');
        // What surefire-test-report.xsd allows in a testcase, as far as it is used.
        const inside = Object.keys(each).filter((k) => !k.startsWith('@') && k !== '#text');
        expect(['failure', 'skipped', 'flakyFailure', 'rerunFailure']).to.include.members(inside);
      }
    }
  });

  it('tells of a failure what the terminal tells', () => {
    const [cluster] = children(parse(suiteJunit(ALL, { cwd: '/lab' })), 'testsuite');
    const failed = children(cluster!, 'testcase').find((c) => c['failure'])!;
    const [told] = children(failed, 'failure');
    expect(told).to.include({ '@message': 'all nodes Ready: node2 Ready=Unknown', '@type': 'assertion' });
    for (const part of [
      'expected  node2 Ready=True',
      'history   0–38 s True',
      'likely    kubelet.service on node2 is dead',
      'again     lab test',
    ]) {
      expect(told!['#text']).to.contain(part.replaceAll('"', '&quot;'));
    }
  });

  it('has a flake as a passed test with a flakyFailure', () => {
    const [cluster] = children(parse(suiteJunit(ALL)), 'testsuite');
    const flaky = children(cluster!, 'testcase').find((c) => c['flakyFailure'])!;
    expect(flaky).to.not.have.any.keys('failure', 'skipped');
    expect(children(flaky, 'flakyFailure')[0]).to.include({ '@message': 'metrics: none of node1' });
  });

  it('is well-formed whatever a host says', () => {
    const xml = suiteJunit(resultOf([nasty()]));
    const [told] = children(children(children(parse(xml), 'testsuite')[0]!, 'testcase')[0]!, 'failure');
    expect(told!['@message']).to.contain('中文').and.contain('red');
    expect(xml).to.not.match(/[\u0000-\u0008\u000b-\u001f\ufffe\uffff]/);
  });

  it('is there for a run without tests', () => expect(parse(suiteJunit(resultOf([])))).to.include({ '@tests': '0' }));
});

describe('a JSON report', () => {
  it('is the result itself', () => {
    expect(JSON.parse(suiteJson(ALL))).to.deep.equal({ format: 1, ...(JSON.parse(JSON.stringify(ALL)) as object) });
  });

  it('holds no control characters', () => expect(suiteJson(resultOf([nasty()]))).to.not.match(/\\u001b|\\u0000/));
});

describe('an HTML report', () => {
  it('tells of each test what the terminal tells', () => {
    const html = suiteHtml(ALL, { cwd: '/lab' });
    for (const part of [
      'k8s: 2 passed, 2 failed, 1 flaky',
      'all nodes Ready',
      'kubelet.service on node2 is dead',
      'kube-proxy on node2 ✗ CrashLoopBackOff',
      'flaky: passed at try 2',
      'not run: &quot;before all&quot; hook failed',
    ]) {
      expect(html).to.contain(part);
    }
  });

  it('is no place for what a host says as markup, and loads nothing', () => {
    const html = suiteHtml(resultOf([nasty()]));
    expect(html)
      .to.not.contain('</failure>')
      .and.not.match(/<script|src=|href=/);
  });
});
