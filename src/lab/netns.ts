/** Where this process is: inside a lab's network namespace or not. Told by the kernel's handles, not by a variable that anyone can set. */
import { existsSync, statSync } from 'node:fs';

/** The namespace's name is the last word of `ip netns exec NAME`; its handle is a file (ip-netns(8)). */
function handle(enter: readonly string[]): string {
  return `/run/netns/${enter.at(-1) ?? ''}`;
}

/** Whether this process can reach the lab's addresses as it is. */
export function isInside(enter: readonly string[]): boolean {
  if (enter.length === 0) return true;
  if (!existsSync(handle(enter))) return false;
  const [ours, theirs] = ['/proc/self/ns/net', handle(enter)].map((file) => statSync(file));
  return ours?.ino === theirs?.ino && ours?.dev === theirs?.dev;
}

/** Whether the lab's network is there at all; without it, nothing of the lab runs. */
export function hasNetwork(enter: readonly string[]): boolean {
  return enter.length === 0 || existsSync(handle(enter));
}
