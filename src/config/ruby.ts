/**
 * The one place where a value becomes part of Ruby code.
 * @returns a Ruby string literal on one line, whatever the value holds: quotes, backslashes, `#{}`, line ends
 */
export function rubyString(value: string): string {
  // JSON's escapes mean the same in Ruby's double quotes; Ruby's own interpolation (#{…} #$x #@x) is what they leave.
  return JSON.stringify(value).replace(/#(?=[{$@])/g, '\\#');
}
