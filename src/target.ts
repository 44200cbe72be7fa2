/** Where and as whom ssh reaches a host; what `vagrant ssh-config` or the `existing` provider says. */
export interface Target {
  /** The host's name in lab.yaml. */
  name: string;
  /** Address to connect to; a forwarded port's 127.0.0.1 is as good as the host's own address. */
  host: string;
  port: number;
  user: string;
  /** Private key files, tried in this order and no others. Without any, the ssh agent and the usual files of ~/.ssh are. */
  identityFiles: string[];
}
