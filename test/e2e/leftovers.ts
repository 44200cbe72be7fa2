/** What labs may leave on a machine, to compare before and after. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

export interface Leftovers {
  namespaces: string[];
  containers: string[];
  mounts: string[];
  processes: string[];
}

const list = (dir: string) => {
  try {
    return readdirSync(dir);
  } catch {
    return [];
  }
};

/** Processes that a lab starts: its mirror, Vagrant, the containers' monitors and what runs in them. */
const OURS = /lxc|vagrant|docker-registry|http\.server|dockerd|kubelet|kube-|etcd|flanneld|containerd/;

export function leftovers(): Leftovers {
  return {
    namespaces: list('/run/netns').sort(),
    containers: list('/var/lib/lxc').sort(),
    mounts: readFileSync('/proc/self/mounts', 'utf8')
      .split('\n')
      .map((line) => line.split(' ')[1] ?? '')
      .filter((mount) => /lxc|netns\/|\.lab|overlay|kube-classroom/.test(mount))
      .sort(),
    processes: list('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map(commandLine)
      .filter((line) => OURS.test(line))
      .sort(),
  };
}

function commandLine(pid: string): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  } catch {
    return ''; // it has ended since the listing
  }
}

/** The files below a folder that hold a text. */
export function filesWith(dir: string, text: string): string[] {
  return readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((file) => readFileSync(file, 'utf8').includes(text));
}
