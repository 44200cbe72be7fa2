/** The files of a new exercise: valid, and each thing that its author has to do marked, so that `lab prove` lists them. */
import { TO_DO } from './review.js';

/** @param slug name of the folder without its number: `service-dns` */
export function skeleton(slug: string): Record<string, string> {
  return {
    'exercise.yaml': `# yaml-language-server: $schema=../exercise.schema.json
title:
  en: ${slug} # ${TO_DO}: a title in English
  zh: ${slug} # ${TO_DO}: a title in Chinese
minutes: 15
namespace: ${slug}

checks: # ${TO_DO}: at least four, in the order in which a student meets them
  - id: pod
    points: 1
    say:
      en: the pod ${slug} runs
      zh: Pod ${slug} 正在运行
    why:
      missing:
        en: there is no pod “${slug}” in the namespace {NAMESPACE}
        zh: 命名空间 {NAMESPACE} 中没有名为 “${slug}” 的 Pod
      notReady:
        en: 'the pod is not ready: {state}'
        zh: Pod 还没有就绪：{state}

level: 1 # ${TO_DO}: 1 for the first lessons, 2 wants some practice, 3 for those who look for trouble
topics: [pod]
debrief: # ${TO_DO}: what is said when all is done
  seen:
    en: A pod is one or more containers that run together.
    zh: Pod 是一起运行的一个或多个容器。
  other:
    en: A manifest does the same, \`kubectl apply -f\`.
    zh: 用清单文件 \`kubectl apply -f\` 也可以。
  look: kubectl --namespace {NAMESPACE} get pods
  docs: concepts/workloads/pods/

hints: # ${TO_DO}: at least two, from a nudge to nearly the answer
  - en: A pod can be made with one command.
    zh: 一条命令就可以创建 Pod。
`,
    'README.md': `# ${slug}

${TO_DO}: what to reach, never the commands that reach it.

In the namespace \`{NAMESPACE}\`:

- a pod named \`${slug}\` runs the image \`{IMAGE_NGINX}\`.
`,
    'README.zh.md': `# ${slug}

${TO_DO}: 与 README.md 相同的内容。

在命名空间 \`{NAMESPACE}\` 中：

- 名为 \`${slug}\` 的 Pod 运行镜像 \`{IMAGE_NGINX}\`。
`,
    'setup.sh': `# The start state, in a namespace that is new and empty. ${TO_DO}: write it, or delete this file
`,
    'check.ts': `import { checks, isPodReady, podState } from 'kube-classroom/exercise';

// ${TO_DO}: behaviour, not spelling; one function per check of exercise.yaml
export default checks({
  async pod({ cluster, namespace, fail }) {
    const [pod] = await cluster.pods({ namespace, fields: 'metadata.name=${slug}' });
    if (!pod) return fail('missing');
    if (!isPodReady(pod)) return fail('notReady', { state: podState(pod) });
    return \`\${pod.metadata?.name} Ready\`;
  },
});
`,
    'solution.sh': `# ${TO_DO}: the reference solution, explained by comments; it waits for what it makes.
k run ${slug} --image="$IMAGE_NGINX"
k wait pod ${slug} --for=condition=Ready --timeout=120s
`,
    'answers/by-manifest.sh': `# ${TO_DO}: at least two right answers unlike the solution; this line says how it differs.
solution
`,
    'mistakes/no-such-image.sh': `# fails: pod notReady
# en: the image has a name that there is none of
# zh: 镜像名称不存在
# ${TO_DO}: at least three answers that look right and are not, so that every check is failed by one
k run ${slug} --image=no-such-image
`,
  };
}
