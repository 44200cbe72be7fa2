/** Debian's Go, apart from whatever Go the user has: own module and build caches, in the part's scratch folder. */
import { join } from 'node:path';
import type { PartContext } from './part.js';
import { GO_BIN } from './versions.js';

/**
 * What every build with Go runs under, whatever this machine's Go is told. Not even an empty variable keeps the file of
 * `go env -w` from speaking (GONOSUMDB there bypasses the checksum database): GOENV=off does. Belongs into the inputs of
 * a part that is built with it.
 */
const GO_SETTINGS = {
  GOENV: 'off',
  GOROOT: '',
  GOFLAGS: '',
  GOTOOLCHAIN: 'local',
  GONOSUMDB: '',
  GONOSUMCHECK: '',
  GONOPROXY: '',
  GOPRIVATE: '',
  GOINSECURE: '',
  GOEXPERIMENT: '',
  CGO_ENABLED: '0',
};

/** The toolchain and its settings, for a part's inputs. */
export const GO_INPUTS = { toolchain: GO_BIN, settings: GO_SETTINGS };

/** Environment for a build in `work`. Where modules come from and who vouches for them is the user's choice, except nobody. */
export async function goEnvironment({
  work,
  exec,
}: Pick<PartContext, 'work' | 'exec'>): Promise<Record<string, string>> {
  const asked = await exec(join(GO_BIN, 'go'), ['env', '-json', 'GOPROXY', 'GOSUMDB'], { cwd: work });
  const { GOPROXY = '', GOSUMDB = '' } = JSON.parse(asked) as Record<string, string>;
  return {
    ...GO_SETTINGS,
    PATH: `${GO_BIN}:${process.env['PATH'] ?? ''}`,
    GOPATH: join(work, 'gopath'),
    GOMODCACHE: join(work, 'gopath/pkg/mod'),
    GOCACHE: join(work, 'gocache'),
    GOPROXY,
    GOSUMDB: GOSUMDB === '' || GOSUMDB === 'off' ? 'sum.golang.org' : GOSUMDB,
  };
}
