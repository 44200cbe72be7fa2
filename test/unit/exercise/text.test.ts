import { expect } from 'chai';
import { fill, langOf, placeholders } from '../../../src/exercise/text.js';

describe('texts', () => {
  it('fills placeholders that have a value and leaves the others', () => {
    expect(fill('{a} of {b}, {WORKER_1}, {}, {.status}, {a}', { a: 1, WORKER_1: 'node1' })).to.equal(
      '1 of {b}, node1, {}, {.status}, 1',
    );
    expect(fill('{constructor}', {})).to.equal('{constructor}');
  });

  it('names placeholders once, sorted', () => {
    expect(placeholders('{b} {a} {b} {} {1} {.x}')).to.deep.equal(['a', 'b']);
  });

  it('takes the language from the locale in the order that POSIX has', () => {
    expect(langOf({ LANG: 'zh_CN.UTF-8' })).to.equal('zh');
    expect(langOf({ LANG: 'zh_CN.UTF-8', LC_MESSAGES: 'en_US.UTF-8' })).to.equal('en');
    expect(langOf({ LANG: 'en_US', LC_ALL: 'zh_TW', LC_MESSAGES: 'de_DE' })).to.equal('zh');
    expect(langOf({ LANG: 'de_DE.UTF-8' })).to.equal('en');
    expect(langOf({}, 'en-US')).to.equal('en');
  });

  it('knows Chinese in every form that a locale has, and the system where no locale is set', () => {
    for (const form of ['zh_CN.GB18030', 'zh-Hans', 'zh-Hant-TW', 'zh', 'ZH_cn.utf8', 'zh_CN@pinyin'])
      expect(langOf({ LANG: form }), form).to.equal('zh');
    for (const form of ['C', 'C.UTF-8', 'POSIX', 'zha_CN', 'en_US.UTF-8'])
      expect(langOf({ LC_ALL: form, LANG: 'zh_CN.UTF-8' }), form).to.equal('en');
    expect(langOf({ LANG: '' }, 'zh-CN')).to.equal('zh');
  });
});
