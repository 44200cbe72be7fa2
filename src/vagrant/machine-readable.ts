/** One line of `vagrant --machine-readable`: `timestamp,target,type,data…`. https://developer.hashicorp.com/vagrant/docs/cli/machine-readable */
export interface MachineReadableLine {
  /** Machine name, or '' for Vagrant itself. */
  target: string;
  type: string;
  data: string[];
}

/** @returns undefined for a line that is not of this form: plugins and Ruby print what they like in between */
export function parseMachineReadable(line: string): MachineReadableLine | undefined {
  const match = /^\d+,([^,]*),([^,]+)(?:,(.*))?$/.exec(line);
  if (!match) return undefined;
  const [, target = '', type = '', data] = match;
  return { target, type, data: data === undefined ? [] : data.split(',').map(unescape) };
}

function unescape(field: string): string {
  return field.replaceAll('%!(VAGRANT_COMMA)', ',').replaceAll('\\n', '\n').replaceAll('\\r', '\r');
}
