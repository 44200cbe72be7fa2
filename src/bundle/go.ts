/** Debian's Go, apart from whatever Go the user has: own module and build caches, in the part's scratch folder. */
import { join } from 'node:path';
import { GO_BIN } from './versions.js';

/** Environment for a build in `work`; what fetches and checks modules (GOPROXY, GOSUMDB) is the user's choice, except to not check. */
export function goEnvironment(work: string): Record<string, string> {
  const { GOSUMDB, PATH = '' } = process.env;
  return {
    PATH: `${GO_BIN}:${PATH}`,
    GOROOT: '',
    GOPATH: join(work, 'gopath'),
    GOMODCACHE: join(work, 'gopath/pkg/mod'),
    GOCACHE: join(work, 'gocache'),
    GOFLAGS: '',
    GOTOOLCHAIN: 'local',
    GONOSUMDB: '',
    GOPRIVATE: '',
    GOSUMDB: !GOSUMDB || GOSUMDB === 'off' ? 'sum.golang.org' : GOSUMDB,
    CGO_ENABLED: '0',
  };
}
