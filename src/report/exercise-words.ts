/** What lab itself says to students, in their language. */
import type { ExerciseState } from '../exercise/progress.js';
import type { Lang } from '../exercise/text.js';

interface Words {
  states: Record<ExerciseState, string>;
  heading: {
    name: string;
    title: string;
    level: string;
    minutes: string;
    points: string;
    state: string;
    topics: string;
  };
  /** What the sign ! at an exercise means. */
  touchesNodes: string;
  takesCluster: string;
  beginsOn: Record<'docker' | 'hosts', string>;
  after: (exercises: string) => string;
  points: (earned: number, of: number) => string;
  why: string;
  /** Before a known mistake. */
  looksLike: string;
  seen: string;
  error: string;
  waitsFor: (check: string) => string;
  unscored: string;
  finished: string;
  hint: (number: number, of: number) => string;
  lastHint: (name: string) => string;
  nextHint: (name: string) => string;
  begun: (name: string) => string;
  healed: (name: string) => string;
  cleared: (name: string) => string;
  solution: string;
  debrief: { seen: string; other: string; look: string; guide: string; docs: string };
  watching: string;
  notBegun: (name: string) => string;
  allOf: (finished: number, all: number) => string;
  report: {
    title: string;
    student: string;
    topology: string;
    host: string;
    role: string;
    address: string;
    exercise: string;
    points: string;
    hints: string;
    checks: string;
    state: string;
    evidence: string;
    made: string;
    notLooked: string;
    students: string;
    stuck: string;
    nobodyStuck: string;
    stuckAt: (count: number) => string;
    /** How many of how many made a known mistake. */
    mistakes: (count: number, of: number) => string;
    best: string;
    reason: string;
    sameName: (student: string) => string;
    unread: string;
  };
}

export const WORDS: Readonly<Record<Lang, Words>> = {
  en: {
    states: { new: '–', started: 'started', finished: 'finished', solved: 'shown' },
    heading: {
      name: 'NAME',
      title: 'TITLE',
      minutes: 'MIN',
      points: 'POINTS',
      state: 'STATE',
      level: 'LEVEL',
      topics: 'TOPICS',
    },
    touchesNodes: '! changes nodes or the whole cluster: not beside other work on this lab',
    takesCluster: '!! takes the cluster away, after asking; lab up makes it again',
    beginsOn: {
      docker: 'It begins on hosts with Docker and no cluster. lab up makes what is missing of the lab again.',
      hosts:
        'It begins on bare hosts: no cluster, no Docker, no settings. lab up makes what is missing of the lab again.',
    },
    after: (exercises) => `after ${exercises}`,
    points: (earned, of) => `${earned} of ${of} points`,
    why: 'why',
    looksLike: 'looks like',
    seen: 'seen',
    error: 'could not be checked',
    waitsFor: (check) => `after “${check}”`,
    unscored: 'Something could not be checked, which is not your fault: no score.',
    finished: 'All done. Well done!',
    hint: (number, of) => `Hint ${number} of ${of}`,
    lastHint: (name) => `That was the last hint. lab solve ${name} shows a solution.`,
    nextHint: (name) => `lab hint ${name}`,
    begun: (name) => `lab check ${name}   when you think that it is done;  lab hint ${name}   when you are stuck`,
    healed: (name) => `The lab is healed. lab start ${name}   breaks it again`,
    cleared: (name) => `Everything of ${name} is cleared away.`,
    solution: 'What the solution did:',
    debrief: {
      seen: 'What was to be seen',
      other: 'Another way:',
      look: 'Look again:',
      guide: 'In the guide:',
      docs: 'Documentation:',
    },
    watching: 'Watching. Checked again whenever something changes; Ctrl-C ends it.',
    notBegun: (name) => `${name} is being begun anew, or was cleared away. Watching goes on when it has begun.`,
    allOf: (finished, all) => `${finished} of ${all} finished`,
    report: {
      title: 'Report',
      student: 'Student',
      topology: 'The lab',
      host: 'Host',
      role: 'Role',
      address: 'Address',
      exercise: 'Exercise',
      points: 'Points',
      hints: 'Hints',
      checks: 'Looks',
      state: 'State',
      evidence: 'Evidence',
      made: 'Made',
      notLooked: 'not checked yet',
      students: 'Students',
      stuck: 'Who is stuck where',
      nobodyStuck: 'Nobody is stuck.',
      stuckAt: (count) => `${count} stuck`,
      mistakes: (count, of) => `${count} of ${of}`,
      best: 'Best',
      reason: 'Why',
      sameName: (student) => `several reports with the name “${student}”, of different work`,
      unread: 'not used',
    },
  },
  zh: {
    states: { new: '–', started: '进行中', finished: '已完成', solved: '看过答案' },
    heading: {
      name: '名称',
      title: '标题',
      minutes: '分钟',
      points: '分数',
      state: '状态',
      level: '难度',
      topics: '主题',
    },
    touchesNodes: '! 会改动节点或整个集群：不要与这套环境上的其他工作同时进行',
    takesCluster: '!! 会先询问，然后移除集群；lab up 可重新建立',
    beginsOn: {
      docker: '本练习从装有 Docker、没有集群的主机开始。之后用 lab up 补上实验环境缺少的部分。',
      hosts: '本练习从裸机开始：没有集群，没有 Docker，也没有任何设置。之后用 lab up 补上实验环境缺少的部分。',
    },
    after: (exercises) => `先做 ${exercises}`,
    points: (earned, of) => `${of} 分中得 ${earned} 分`,
    why: '原因',
    looksLike: '像是',
    seen: '看到',
    error: '无法检查',
    waitsFor: (check) => `先通过“${check}”`,
    unscored: '有检查无法进行，这不是你的错：本次不计分。',
    finished: '全部完成，做得好！',
    hint: (number, of) => `提示 ${number}/${of}`,
    lastHint: (name) => `这是最后一条提示。lab solve ${name} 会给出解答。`,
    nextHint: (name) => `lab hint ${name}`,
    begun: (name) => `觉得完成了：lab check ${name}；遇到困难：lab hint ${name}`,
    healed: (name) => `实验环境已修复。再次弄坏它：lab start ${name}`,
    cleared: (name) => `${name} 的一切都已清除。`,
    solution: '解答所做的事：',
    debrief: {
      seen: '这个练习让你看到了什么',
      other: '另一种做法：',
      look: '再看一次：',
      guide: '指南中的章节：',
      docs: '文档：',
    },
    watching: '正在观察：有变化时会重新检查，按 Ctrl-C 结束。',
    notBegun: (name) => `${name} 正在重新开始或已被清除。它开始后会继续观察。`,
    allOf: (finished, all) => `完成 ${finished}/${all}`,
    report: {
      title: '报告',
      student: '学生',
      topology: '实验环境',
      host: '主机',
      role: '角色',
      address: '地址',
      exercise: '练习',
      points: '分数',
      hints: '提示',
      checks: '检查次数',
      state: '状态',
      evidence: '证据',
      made: '生成时间',
      notLooked: '尚未检查',
      students: '学生',
      stuck: '谁卡在哪里',
      nobodyStuck: '没有人卡住。',
      stuckAt: (count) => `${count} 人卡住`,
      mistakes: (count, of) => `${of} 人中有 ${count} 人`,
      best: '最高分',
      reason: '原因',
      sameName: (student) => `多份报告的姓名都是“${student}”，但内容不是同一份`,
      unread: '未使用',
    },
  },
};
