/**
 * Signing in through IAM Identity Center, as `aws sso login --use-device-code` does: the user says yes in a browser,
 * and the token goes into the cache of the AWS configuration, where the AWS CLI and all SDKs find it.
 */
import { chmod, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import {
  CreateTokenCommand,
  RegisterClientCommand,
  SSOOIDCClient,
  StartDeviceAuthorizationCommand,
} from '@aws-sdk/client-sso-oidc';
import type { CreateTokenCommandOutput, RegisterClientCommandOutput } from '@aws-sdk/client-sso-oidc';
import { getSSOTokenFilepath } from '@smithy/core/config';
import { errors } from '../../core/errors.js';
import { checkRegion } from './endpointSafety.js';
import { pause } from './tokenBucket.js';

/** Where a profile signs in. */
export interface SsoSession {
  /** Name of the `[sso-session]`; absent in profiles of the older form, whose token goes by the start URL. */
  readonly name?: string;
  readonly startUrl: string;
  readonly region: string;
  readonly scopes: readonly string[];
}

/** What the user has to do: open the page, and see that it shows the same code. */
export interface DeviceQuestion {
  readonly code: string;
  /** `https:`; it holds the code already. */
  readonly url: string;
}

const deviceCode = 'urn:ietf:params:oauth:grant-type:device_code';
/** What RFC 8628 adds to the interval when the service asks to slow down. */
const slowDownSeconds = 5;
const usualIntervalSeconds = 5;

/**
 * Resolves when the token is in the cache. Rejects with LakeSqlError when the service refuses or the code has expired,
 * and with the signal's reason. `ask` is called once, with what to show.
 */
export async function signInThroughBrowser(
  session: SsoSession,
  ask: (question: DeviceQuestion) => void,
  signal: AbortSignal,
): Promise<void> {
  checkRegion(session.region);
  const client = new SSOOIDCClient({
    region: session.region,
    // These operations are not signed.
    credentials: { accessKeyId: '', secretAccessKey: '' },
  });
  const options = { abortSignal: signal };
  try {
    const registered = await client.send(
      new RegisterClientCommand({ clientName: 'LakeSQL', clientType: 'public', scopes: [...session.scopes] }),
      options,
    );
    const keys = { clientId: registered.clientId, clientSecret: registered.clientSecret };
    const device = await client.send(
      new StartDeviceAuthorizationCommand({ ...keys, startUrl: session.startUrl }),
      options,
    );
    ask({ code: device.userCode ?? '', url: pageOf(device.verificationUriComplete ?? device.verificationUri) });
    const deadline = Date.now() + (device.expiresIn ?? 600) * 1000;
    let interval = device.interval ?? usualIntervalSeconds;
    for (;;) {
      await pause(interval * 1000, signal);
      if (Date.now() > deadline) throw errors.signInFailed('The code has expired before anybody confirmed it.');
      const request = new CreateTokenCommand({ ...keys, grantType: deviceCode, deviceCode: device.deviceCode });
      try {
        await keepToken(session, registered, await client.send(request, options));
        return;
      } catch (error) {
        const { name } = error as Error;
        if (name === 'SlowDownException') interval += slowDownSeconds;
        else if (name !== 'AuthorizationPendingException') throw error;
      }
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof Error && error.name !== 'LakeSqlError') throw errors.signInFailed(sayingOf(error));
    throw error;
  } finally {
    client.destroy();
  }
}

/** A page that the service names is opened in the user's browser: over TLS, whatever an answer says. */
function pageOf(url: string | undefined): string {
  if (url === undefined || !URL.canParse(url) || new URL(url).protocol !== 'https:')
    throw errors.signInFailed('The service named no page to sign in at.');
  return url;
}

/** The form of the AWS CLI's own cache, so that one sign-in serves all tools. */
async function keepToken(
  { name, startUrl, region }: SsoSession,
  { clientId, clientSecret, clientSecretExpiresAt }: RegisterClientCommandOutput,
  { accessToken, expiresIn = 0, refreshToken }: CreateTokenCommandOutput,
): Promise<void> {
  const file = getSSOTokenFilepath(name ?? startUrl);
  const token = {
    startUrl,
    region,
    accessToken,
    expiresAt: timeText(Date.now() + expiresIn * 1000),
    clientId,
    clientSecret,
    ...(clientSecretExpiresAt === undefined ? {} : { registrationExpiresAt: timeText(clientSecretExpiresAt * 1000) }),
    ...(refreshToken === undefined ? {} : { refreshToken }),
  };
  await mkdir(path.dirname(file), { recursive: true, mode: 0o700 });
  // Others read this file too: they find the token before or the new one, never half of it.
  const beside = `${file}.${randomUUID()}`;
  try {
    await writeFile(beside, JSON.stringify(token, undefined, 2), { mode: 0o600 });
    await chmod(beside, 0o600);
    await rename(beside, file);
  } catch (error) {
    await rm(beside, { force: true });
    throw error;
  }
}

const timeText = (milliseconds: number): string => new Date(milliseconds).toISOString().replace(/\.\d+Z$/, 'Z');

const sayingOf = (error: Error): string => {
  const { error_description: description } = error as { error_description?: string };
  return `${error.name}: ${description ?? error.message}`;
};
