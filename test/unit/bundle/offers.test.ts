import { expect } from 'chai';
import { assertOffers } from '../../../src/bundle/offers.js';
import { OFFERS } from '../../../src/bundle/versions.js';
import type { LabConfig } from '../../../src/config/schema.js';
import { LabError } from '../../../src/errors.js';

/** Only the keys that say what is to be installed. */
function config(change: { kubernetes?: object; docker?: object; flannel?: object; images?: object } = {}): LabConfig {
  return {
    docker: { version: '20.10.24', ...change.docker },
    kubernetes: {
      version: '1.20.2',
      cniVersion: '0.8.7',
      criToolsVersion: '1.13.0',
      imageRepository: '192.168.207.1:5000/google_containers',
      ...change.kubernetes,
    },
    flannel: { image: '192.168.207.1:5000/coreos/flannel:v0.14.0', ...change.flannel },
    metricsServer: { image: '192.168.207.1:5000/google_containers/metrics-server:v0.5.0' },
    images: { nginx: 'nginx', busybox: 'busybox:latest', ...change.images },
  } as LabConfig;
}

function refusal(changed: LabConfig): LabError {
  try {
    assertOffers(OFFERS, changed);
  } catch (error) {
    return error as LabError;
  }
  throw new Error('was not refused');
}

describe('what a bundle offers', () => {
  it('is enough for the sealed lab as it is by default', () => {
    assertOffers(OFFERS, config());
  });

  it('names every value that it does not have, and what it has', () => {
    const error = refusal(
      config({
        kubernetes: { version: '1.20.0' },
        docker: { version: '19.03.15' },
        flannel: { image: 'quay.io/coreos/flannel:v0.13.0' },
        images: { nginx: 'httpd' },
      }),
    );
    expect(error).to.be.instanceOf(LabError);
    expect([error.code, error.class]).to.deep.equal(['E_NOT_OFFERED', 'usage']);
    const why = error.why!.split('\n');
    expect(why).to.have.length(4);
    expect(why[0]).to.equal('kubernetes.version: 1.20.0 is not offered; 1.20.2 is');
    expect(why[2]).to.equal('flannel.image: quay.io/coreos/flannel:v0.13.0 is not offered; coreos/flannel:v0.14.0 is');
    expect(why[3]).to.include('images.nginx: httpd is not offered').and.to.include('library/nginx:latest');
  });

  it('reads image names as docker does', () => {
    assertOffers(OFFERS, config({ images: { nginx: 'localhost/library/nginx:latest', busybox: 'library/busybox' } }));
    expect(refusal(config({ images: { nginx: 'nginx:1.21' } })).why).to.include('nginx:1.21');
  });

  it('has the control plane only in its own repository', () => {
    expect(refusal(config({ kubernetes: { imageRepository: 'k8s.gcr.io' } })).why).to.include(
      'kubernetes.imageRepository: k8s.gcr.io',
    );
  });
});
