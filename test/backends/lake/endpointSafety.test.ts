import { describe, expect, test } from 'vitest';
import { createLakeBackend } from '../../../src/backends/lake/lakeBackend.js';
import { spendFreely } from './spending.js';
import { checkEndpoint, checkRegion } from '../../../src/backends/lake/endpointSafety.js';

const own = [
  'https://cloudtrail.us-east-1.amazonaws.com',
  'https://cloudtrail.us-east-1.amazonaws.com/',
  'https://cloudtrail-fips.us-gov-west-1.amazonaws.com',
  'https://cloudtrail.eu-central-1.api.aws',
  'https://cloudtrail.cn-north-1.amazonaws.com.cn',
  'https://CLOUDTRAIL.ap-northeast-1.AMAZONAWS.com',
  'https://vpce-0a1b2c3d-abcdefgh.cloudtrail.us-east-1.vpce.amazonaws.com',
  'https://cloudtrail.eusc-de-east-1.amazonaws.eu',
];

const foreign = [
  'http://cloudtrail.us-east-1.amazonaws.com',
  'https://cloudtrail.us-east-1.amazonaws.com:8443',
  'https://cloudtrail.us-east-1.amazonaws.com.evil.example',
  'https://cloudtrail.us-east-1.amazonaws.com.',
  'https://cloudtrail.us-east-1.amazonaws.co',
  'https://cloudtrail.us-east-1.amazonaws.com@evil.example',
  'https://evil.example/cloudtrail.us-east-1.amazonaws.com',
  'https://evil.example#cloudtrail.us-east-1.amazonaws.com',
  'https://evil.example?cloudtrail.us-east-1.amazonaws.com',
  'https://evil.example\\cloudtrail.us-east-1.amazonaws.com',
  'https://cloudtrail.us-east-1.amazonaws.com/path',
  'https://user:pass@cloudtrail.us-east-1.amazonaws.com',
  'https://cloudtrail-us-east-1.amazonaws.com',
  'https://cloudtrail.amazonaws.com.cn',
  'https://cloudtrail.amazonaws.com',
  'https://xcloudtrail.us-east-1.amazonaws.com',
  'https://evil.cloudtrail.us-east-1.amazonaws.com',
  'https://vpce-svc-1.evil.us-east-1.vpce.amazonaws.com',
  'https://cloudtrail.s3.us-east-1.amazonaws.com',
  'https://cloudtrail.s3.amazonaws.com',
  'https://cloudtrail.s3-website-us-east-1.amazonaws.com',
  'https://cloudtrail.s3-us-west-2.amazonaws.com',
  'https://cloudtrail.us-east-1.elb.amazonaws.com',
  'https://cloudtrail.us-east-1.elasticbeanstalk.com',
  'https://abc.execute-api.us-east-1.amazonaws.com',
  'https://ec2-1-2-3-4.compute-1.amazonaws.com',
  'https://cloudtrail.us-east-1.amazonaws.com.cn.evil.example',
  'https://cloudtrail.us-east-1.api.aws.evil.example',
  'https://cloudtrail.us-east-1.apiaws',
  'https://cloudtrail.us-east-1.amazonaws-com',
  'https://cloudtrail.us-east-1.аmazonaws.com', // Cyrillic a
  'https://cloudtrail.us-east-1.amazonaws。com.evil.example',
  'https://clоudtrail.us-east-1.amazonaws.com', // Cyrillic o
  'https://cloudtrail.us-east-1amazonaws.com',
  'https://cloudtrail.us-east-1.amazonaws.com%2eevil.example',
  'https://127.0.0.1.evil.example',
  'https://localhost.evil.example',
  'http://localhost.',
  'http://127.0.0.1@evil.example',
  'http://169.254.169.254',
  'http://0.0.0.0:8080',
  'http://10.0.0.1:8080',
  'http://[::ffff:10.0.0.1]:8080',
  'http://192.168.1.1',
  'http://host.docker.internal:4566',
  'http://localhost:4566/redirect',
  'ftp://127.0.0.1',
  'file:///etc/passwd',
  'javascript:alert(1)',
  'cloudtrail.us-east-1.amazonaws.com',
  '127.0.0.1:4566',
  '',
];

describe('where signed requests may go', () => {
  test.each(own)('AWS: %s', (url) => expect(checkEndpoint(url).trust).toBe('aws'));

  test.each([
    'http://127.0.0.1:4001',
    'http://localhost:4566',
    'https://[::1]:443',
    'http://127.1:80',
    'http://0x7f000001',
  ])('this machine: %s', (url) => expect(checkEndpoint(url).trust).toBe('loopback'));

  test.each(foreign)('refused: %s', (url) => expect(() => checkEndpoint(url)).toThrow());

  test('a backend for a foreign endpoint cannot be made, whatever the keys', () => {
    const credentials = { accessKeyId: 'a', secretAccessKey: 'b' };
    for (const endpointUrl of foreign)
      expect(() =>
        createLakeBackend({ spending: spendFreely(), region: 'us-east-1', endpointUrl, credentials }),
      ).toThrow();
  });

  test('the chain is not offered to an endpoint on this machine', () => {
    expect(() =>
      createLakeBackend({ spending: spendFreely(), region: 'us-east-1', endpointUrl: 'http://127.0.0.1:4001' }),
    ).toThrow(/key pair|profile/);
  });

  test.each(['evil.example/', 'us-east-1.evil.example', 'us-east-1#', '', 'US-EAST-1', 'us_east_1'])(
    'not a Region: %s',
    (region) => expect(() => checkRegion(region)).toThrow(/not an AWS Region/),
  );
});
