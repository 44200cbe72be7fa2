/** Reports as one page without scripts or outside references: to keep, to send, to read on a phone, to print. */
import type { CheckResult } from '../exercise/result.js';
import type { Lang } from '../exercise/text.js';
import { stuckPlaces, type ExerciseReport, type ReportedExercise, type Stuck } from '../exercise/report.js';
import type { ClassReports } from '../lab/handed-in.js';
import { WORDS } from './exercise-words.js';
import { escapeMarkup } from './sanitize.js';

const STYLE = `:root{--ok:#0a6b2b;--bad:#b00020;--warn:#7a4d00;--dim:#595959;--line:#d0d0d0}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,"Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif;max-width:62rem;margin:0 auto;padding:1rem;color:#1a1a1a;background:#fff;overflow-wrap:anywhere}
h1{font-size:1.6rem;margin:.5rem 0}h2{font-size:1.25rem;margin:2rem 0 .5rem;border-bottom:1px solid var(--line)}h3{font-size:1.05rem;margin:0}
p{margin:.3rem 0}.dim{color:var(--dim)}.pass{color:var(--ok)}.fail{color:var(--bad)}.error{color:var(--warn)}.skip{color:var(--dim)}
.hosts{display:flex;flex-wrap:wrap;gap:.75rem;padding:0;list-style:none}.hosts li{border:1px solid var(--line);border-radius:.4rem;padding:.5rem .75rem;flex:1 1 11rem}
.hosts .control-plane{border-width:2px;border-color:#1f4e9e}
.scroll{overflow-x:auto}table{border-collapse:collapse;width:100%}th,td{text-align:left;padding:.35rem .6rem;border-bottom:1px solid var(--line);vertical-align:top}td.n,th.n{text-align:right}
.exercise{border:1px solid var(--line);border-radius:.4rem;padding:.75rem 1rem;margin:.75rem 0;break-inside:avoid}
.exercise ul{list-style:none;padding:0;margin:.5rem 0 0}.exercise li{padding:.3rem 0 .3rem 1.6rem;text-indent:-1.6rem}.exercise li>*{text-indent:0}
.mark{display:inline-block;width:1.6rem;font-weight:bold}.detail{display:block;margin:.1rem 0;color:#333}code{font:.875em/1.4 ui-monospace,monospace;background:#f3f3f3;padding:0 .25em}
th[scope]{max-width:14rem}
meter{width:8rem;height:.9rem;vertical-align:middle}
@media(max-width:40rem){body{padding:.6rem;font-size:15px}th,td{padding:.3rem .35rem}}
@media print{body{max-width:none;font-size:11pt;padding:0}.scroll{overflow:visible}a{color:inherit}}`;

const MARKS: Record<CheckResult['status'], string> = { pass: '✓', fail: '✗', skip: '–', error: '!' };

export function reportHtml(report: ExerciseReport, lang: Lang): string {
  const words = WORDS[lang];
  const { lab, student, at, exercises } = report;
  const earned = exercises.reduce((sum, { best, points }) => sum + Math.floor((best * points) / 100), 0);
  const total = exercises.reduce((sum, { points }) => sum + points, 0);
  const finished = exercises.filter(({ state }) => state === 'finished').length;
  return page(
    lang,
    `${words.report.title}: ${student}`,
    `
<p>${meter(earned, total)} ${e(words.points(earned, total))} · ${e(words.allOf(finished, exercises.length))}</p>
<p class="dim">${e(words.report.made)} ${time(at)}</p>
<h2>${e(words.report.topology)} ${e(lab.name)}</h2>
<p class="dim">${e(lab.provider)} · Kubernetes ${e(lab.kubernetes)}</p>
<ul class="hosts">${lab.hosts.map(({ name, ip, role }) => `<li class="${e(role)}"><b>${e(name)}</b><br>${e(ip)}<br><span class="dim">${e(role)}</span></li>`).join('')}</ul>
<h2>${e(words.report.exercise)}</h2>
${exercises.map((exercise) => section(exercise, lang)).join('\n')}`,
  );
}

function section(exercise: ReportedExercise, lang: Lang): string {
  const words = WORDS[lang];
  const { name, title, state, last, hints, looks, points, best } = exercise;
  const facts = [
    words.states[state],
    `${words.report.best} ${best} %`,
    `${words.report.hints} ${hints}`,
    `${words.report.checks} ${looks}`,
  ]
    .map(e)
    .join(' · ');
  const body = last
    ? `<ul>${last.checks.map((check) => item(check, last.checks, lang)).join('')}</ul><p class="dim">${time(last.at)}</p>`
    : `<p class="dim">${e(words.report.notLooked)}</p>`;
  return `<section class="exercise" id="${e(name)}"><h3>${e(title[lang])} <span class="dim">${e(name)}</span></h3>
<p>${meter(last?.earned ?? 0, points)} ${e(words.points(last?.earned ?? 0, points))} <span class="dim">${facts}</span></p>${body}</section>`;
}

function item(check: CheckResult, checks: readonly CheckResult[], lang: Lang): string {
  const words = WORDS[lang];
  const details = [
    check.why && `${e(words.why)}: ${e(check.why[lang])}`,
    check.mistake && `${e(words.looksLike)}: ${e(check.mistake.say[lang])}`,
    check.error && `${e(words.error)}: ${e([check.error.what, check.error.why].filter(Boolean).join(': '))}`,
    check.waitsFor && e(words.waitsFor(checks.find(({ id }) => id === check.waitsFor)?.say[lang] ?? check.waitsFor)),
    check.seen && `${e(words.seen)}: <code>${e(check.seen)}</code>`,
  ].filter(Boolean);
  const earned = check.status === 'pass' ? check.points : 0;
  return `<li><span class="mark ${check.status}">${MARKS[check.status]}</span>${e(check.say[lang])} <span class="dim">${earned}/${check.points}</span>${details.map((line) => `<span class="detail">${line}</span>`).join('')}</li>`;
}

/** Many students on one page: who is stuck where, then everybody's states. */
export function classHtml({ reports: handedIn, unread, sameName }: ClassReports, lang: Lang, at: string): string {
  const words = WORDS[lang];
  const reports = handedIn.map(({ label, report }) => ({ ...report, student: label }));
  const notes = [
    ...sameName.map(({ student, files }) => `${words.report.sameName(student)}: ${files.join(', ')}`),
    ...unread.map(({ file, why }) => `${words.report.unread}: ${file} ${why}`),
  ];
  const places = stuckPlaces(reports);
  const names = [
    ...new Map(reports.flatMap(({ exercises }) => exercises.map(({ name, title }) => [name, title] as const))),
  ].sort(([a], [b]) => a.localeCompare(b));
  const rows = [...reports]
    .sort((a, b) => a.student.localeCompare(b.student))
    .map(({ student, exercises }) => {
      const cells = names
        .map(([name]) =>
          cell(
            exercises.find((exercise) => exercise.name === name),
            lang,
          ),
        )
        .join('');
      return `<tr><th scope="row">${e(student)}</th><td class="n">${exercises.filter(({ state }) => state === 'finished').length}</td>${cells}</tr>`;
    });
  return page(
    lang,
    `${words.report.title}: ${reports.length} ${words.report.students}`,
    `
<p class="dim">${e(words.report.made)} ${time(at)}</p>
${notes.length === 0 ? '' : `<ul>${notes.map((note) => `<li class="error">${e(note)}</li>`).join('')}</ul>`}
<h2>${e(words.report.stuck)}</h2>
${places.length === 0 ? `<p>${e(words.report.nobodyStuck)}</p>` : places.map((place) => stuckSection(place, lang)).join('\n')}
<h2>${e(words.report.students)}</h2>
<div class="scroll"><table><thead><tr><th></th><th class="n">✓</th>${names.map(([name, title]) => `<th class="n" title="${e(title[lang])}">${e(name.slice(0, 2))}</th>`).join('')}</tr></thead>
<tbody>${rows.join('\n')}</tbody></table></div>
<p class="dim">${names.map(([name, title]) => `${e(name.slice(0, 2))} ${e(title[lang])}`).join(' · ')}</p>`,
  );
}

function stuckSection({ title, exercise, say, mistakes, begun, students }: Stuck, lang: Lang): string {
  const words = WORDS[lang];
  const people = students.map(
    ({ student, why, seen, hints }) =>
      `<li><b>${e(student)}</b> <span class="dim">${e(words.report.hints)} ${hints}</span>${why ? `<span class="detail">${e(words.why)}: ${e(why[lang])}</span>` : ''}${seen ? `<span class="detail">${e(words.seen)}: <code>${e(seen)}</code></span>` : ''}</li>`,
  );
  const known = mistakes.map(
    (mistake) => `<p>${e(words.report.mistakes(mistake.count, begun))}: ${e(mistake.say[lang])}</p>`,
  );
  return `<section class="exercise"><h3>${e(title[lang])} <span class="dim">${e(exercise)}</span></h3><p><span class="mark fail">✗</span>${e(say[lang])} <b>${e(words.report.stuckAt(students.length))}</b></p>${known.join('')}<ul>${people.join('')}</ul></section>`;
}

function cell(exercise: ReportedExercise | undefined, lang: Lang): string {
  if (!exercise || exercise.state === 'new') return '<td class="n dim">·</td>';
  const { state, score } = exercise;
  const text = state === 'finished' ? '✓' : state === 'solved' ? '○' : `${score ?? '?'} %`;
  return `<td class="n ${state === 'finished' ? 'pass' : state === 'started' ? 'fail' : 'dim'}" title="${e(WORDS[lang].states[state])}">${text}</td>`;
}

function page(lang: Lang, title: string, body: string): string {
  return `<!doctype html>
<html lang="${lang === 'zh' ? 'zh-CN' : 'en'}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${e(title)}</title>
<style>${STYLE}</style>
</head>
<body>
<h1>${e(title)}</h1>
${body.trim()}
</body>
</html>
`;
}

function meter(value: number, of: number): string {
  return `<meter min="0" max="${of}" value="${value}">${value}/${of}</meter>`;
}

function time(iso: string): string {
  return `<time datetime="${e(iso)}">${e(iso.slice(0, 16).replace('T', ' '))} UTC</time>`;
}

const e = escapeMarkup;
