export const id = 550;
export const ids = [550];
export const modules = {

/***/ 5550:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  createOidcKeys: () => (/* binding */ createOidcKeys)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./cloudapi/answer.js
var cloudapi_answer = __webpack_require__(3142);
// EXTERNAL MODULE: ./cloudapi/call-error.js
var call_error = __webpack_require__(5235);
// EXTERNAL MODULE: ./cloudapi/connect.js + 2 modules
var connect = __webpack_require__(192);
// EXTERNAL MODULE: ./cloudapi/cures.js
var cures = __webpack_require__(3436);
// EXTERNAL MODULE: ./cloudapi/retry.js
var retry = __webpack_require__(8515);
// EXTERNAL MODULE: ./cloudapi/retry-budget.js
var retry_budget = __webpack_require__(8880);
// EXTERNAL MODULE: ./model/json.js
var json = __webpack_require__(8706);
// EXTERNAL MODULE: ./runtime/clock.js
var runtime_clock = __webpack_require__(49);
// EXTERNAL MODULE: ./runtime/http.js + 2 modules
var http = __webpack_require__(1252);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
;// CONCATENATED MODULE: ./credentials/claims.js


const LONGEST_CLAIM = 300;
/** Reads a token without looking whether it is good: that is the cloud's part. Never throws, and never shows more than these three. */
function claimsOf(token) {
    const claims = payloadOf(token);
    const { iss, sub, aud } = claims;
    return { issuer: shownClaim(iss), subject: shownClaim(sub), audience: shownClaim(aud) };
}
function payloadOf(token) {
    try {
        const value = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString('utf8'));
        return (0,json/* isObject */.G)(value) ? value : {};
    }
    catch {
        return {};
    }
}
function shownClaim(value) {
    if (typeof value === 'string')
        return (0,runtime_text/* oneLine */.TN)(value, LONGEST_CLAIM);
    const list = Array.isArray(value) ? value : [];
    return (0,runtime_text/* oneLine */.TN)(list.filter(item => typeof item === 'string').join(', '), LONGEST_CLAIM);
}
/** A complete trust policy of a role: for one provider, and exactly this issuer, audience and subject. */
function trustPolicy(providerArn, { issuer, audience, subject }) {
    return JSON.stringify({
        Version: '1',
        Statement: [
            {
                Effect: 'Allow',
                Action: 'sts:AssumeRole',
                Principal: { Federated: [providerArn] },
                Condition: { StringEquals: { 'oidc:iss': issuer, 'oidc:aud': audience, 'oidc:sub': subject } }
            }
        ]
    });
}

// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
;// CONCATENATED MODULE: ./credentials/renewal.js



const LONGEST_MARGIN_MS = 5 * 60_000;
/** A short session is renewed when this part of it is left. */
const MARGIN_SHARE = 0.25;
/** Keys that end this soon may not reach the service in time. */
const LAST_MOMENT_MS = 10_000;
const LAST_MOMENT_SHARE = 0.05;
/** After a renewal that failed, while the keys still work. */
const RETRY_AFTER_MS = 30_000;
/**
 * Keys that are renewed some minutes before they end. All who ask while they are fetched wait for the same fetch, which is
 * stopped when none of them waits any more. A renewal that fails, or takes longer than somebody has time, does no harm as long as
 * the keys still work: they are used, and it is tried again later.
 * @param late what those get who have no more time, and no keys that work
 */
function createRenewing(fetch, { clock, log, late }) {
    let held;
    let flight;
    const usable = () => held !== undefined && clock.now() < held.unusableAt ? held : undefined;
    const renewLater = (before) => {
        held = { ...before, renewAt: Math.min(clock.now() + RETRY_AFTER_MS, before.unusableAt) };
    };
    const renew = async (signal) => {
        const before = usable();
        try {
            const { keys, lifetimeMs } = await fetch({ once: before !== undefined, signal });
            held = hold(keys, lifetimeMs, clock.now());
            return keys;
        }
        catch (error) {
            const now = clock.now();
            if (before === undefined || signal.aborted)
                throw error;
            // they ended meanwhile: from now on as many tries are made as for the first ones
            if (now >= before.unusableAt)
                return renew(signal);
            renewLater(before);
            log.info(`${(0,errors/* messageOf */.bD)(error)}; the keys that are there are good for another ${(0,runtime_clock/* formatDuration */.a)(before.unusableAt - now)}`);
            return before.keys;
        }
    };
    const takeOff = () => {
        const over = new AbortController();
        const started = {
            keys: renew(over.signal).finally(() => {
                if (flight === started)
                    flight = undefined;
            }),
            over,
            waiting: 0
        };
        return started;
    };
    return async (signal, withinMs) => {
        if (held !== undefined && clock.now() < held.renewAt)
            return held.keys;
        const joined = (flight ??= takeOff());
        const stopped = Promise.withResolvers();
        const leave = () => stopped.reject(new http/* TransportError */.wX('aborted', 'the request for keys was stopped', false));
        if (signal?.aborted === true)
            leave();
        else
            signal?.addEventListener('abort', leave, { once: true });
        const patience = Promise.withResolvers();
        const timer = withinMs === undefined ? undefined : setTimeout(() => patience.resolve(undefined), withinMs);
        joined.waiting += 1;
        try {
            const keys = await Promise.race([joined.keys, stopped.promise, patience.promise]);
            if (keys !== undefined)
                return keys;
            const before = usable();
            if (before === undefined)
                throw late(withinMs ?? 0);
            renewLater(before);
            return before.keys;
        }
        finally {
            clearTimeout(timer);
            signal?.removeEventListener('abort', leave);
            joined.waiting -= 1;
            if (joined.waiting === 0) {
                // who comes later must not get on
                if (flight === joined)
                    flight = undefined;
                joined.over.abort();
            }
        }
    };
}
function hold(keys, lifetimeMs, now) {
    return {
        keys,
        renewAt: now + lifetimeMs - Math.min(LONGEST_MARGIN_MS, lifetimeMs * MARGIN_SHARE),
        unusableAt: now + lifetimeMs - Math.min(LAST_MOMENT_MS, lifetimeMs * LAST_MOMENT_SHARE)
    };
}

;// CONCATENATED MODULE: ./credentials/oidc.js












const ACTION = 'AssumeRoleWithOIDC';
const ID_TOKEN = 'the request for an id token';
/** Both answers are a few kilobytes. */
const MAX_BODY_BYTES = 1024 * 1024;
/** STS takes none that is longer. */
const LONGEST_TOKEN = 20_000;
/** Keys of a role by way of GitHub's id token. Each time they are fetched with a new one; nothing of it is written anywhere. */
function createOidcKeys(settings, tools) {
    const exchange = (0,http/* createExchange */.Cc)({ proxyFor: tools.proxyFor, maxBodyBytes: MAX_BODY_BYTES });
    return createRenewing(async (options) => {
        try {
            return await fetchLease({ ...tools, settings, exchange, signal: options.signal }, options);
        }
        catch (error) {
            throw withoutKeys(error, settings);
        }
    }, { ...tools, late: withinMs => tooLate(withinMs, settings) });
}
function tooLate(withinMs, { roleArn, endpoint, idToken }) {
    return new call_error/* CallError */.RA({
        action: ACTION,
        fault: 'credentials',
        code: (0,call_error/* transportCode */.tV)('timeout'),
        message: `no keys of ${roleArn} came within ${(0,runtime_clock/* formatDuration */.a)(withinMs)}`,
        ambiguous: false,
        hint: `Check that the runner reaches ${idToken.url.host} and ${endpoint.host}; behind a proxy HTTPS_PROXY.`
    });
}
async function fetchLease(call, { once }) {
    const { clock, log, maxAttempts, signal, settings } = call;
    const retrying = {
        // few calls, each of which the whole step waits for: they take nothing from the others
        budget: (0,retry_budget/* createRetryBudget */.C)(),
        clock,
        maxAttempts,
        once,
        signal,
        retryable: retry/* isRetryableRead */.bV,
        onRetry: (line) => log.info(line)
    };
    const token = await (0,retry/* withRetry */.bD)(() => requestIdToken(call), retrying);
    const lease = await (0,retry/* withRetry */.bD)(() => assumeRole(call, token), retrying);
    const until = new Date(clock.now() + lease.lifetimeMs).toISOString();
    log.info(`assumed ${settings.roleArn} as ${settings.sessionName}, with keys until ${until}`);
    return lease;
}
/** https://docs.github.com/actions/reference/security/oidc */
async function requestIdToken(call) {
    const { settings, exchange, secrets, requestTimeoutMs, signal } = call;
    const url = new URL(settings.idToken.url);
    url.searchParams.set('audience', settings.audience);
    let answer;
    try {
        answer = await exchange({
            method: 'GET',
            url,
            headers: {
                authorization: `Bearer ${settings.idToken.bearer}`,
                accept: 'application/json',
                'user-agent': connect/* USER_AGENT */._O
            },
            timeoutMs: requestTimeoutMs,
            signal
        });
    }
    catch (error) {
        throw (0,cloudapi_answer/* asCallError */.pO)(ID_TOKEN, error);
    }
    const token = tokenIn(answer);
    if (token === undefined)
        throw noToken(answer);
    secrets.add(token);
    return token;
}
function tokenIn({ status, body }) {
    if (status !== 200)
        return undefined;
    try {
        const answer = JSON.parse(body);
        const token = (0,json/* isObject */.G)(answer) ? (0,cloudapi_answer/* textOf */.b6)(answer['value']) : '';
        return token.length <= LONGEST_TOKEN && /^[\w-]+\.[\w-]+\.[\w-]+$/.test(token) ? token : undefined;
    }
    catch {
        return undefined;
    }
}
/** Says nothing of the answer but its status: part of it may be a token. */
function noToken(answer) {
    const { status } = answer;
    // nothing, or a page of something in between, is no refusal
    const code = status < 400 ? 'MalformedAnswer' : `IdToken.Http${status}`;
    return new call_error/* CallError */.RA({
        action: ID_TOKEN,
        fault: status < 400 ? 'malformed' : status === 429 ? 'busy' : status >= 500 ? 'server' : 'client',
        code,
        status,
        message: `${ID_TOKEN} got ${status === 200 ? 'an answer without one' : `the answer HTTP ${status}`}`,
        ambiguous: false,
        hint: (0,cures/* cureOf */.XZ)(code, ID_TOKEN),
        retryAfterMs: (0,cloudapi_answer/* retryAfterOf */.sT)(answer)
    });
}
/** https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc */
async function assumeRole(call, token) {
    const { settings, exchange, clock, secrets, requestTimeoutMs, signal } = call;
    const form = new URLSearchParams({
        Action: ACTION,
        Version: connect/* STS_VERSION */.Q9,
        Format: 'JSON',
        Timestamp: `${new Date(clock.now()).toISOString().slice(0, 19)}Z`,
        SignatureNonce: (0,external_node_crypto_.randomUUID)(),
        OIDCProviderArn: settings.providerArn,
        RoleArn: settings.roleArn,
        RoleSessionName: settings.sessionName,
        DurationSeconds: String(settings.sessionSeconds),
        OIDCToken: token
    });
    try {
        const answer = await exchange({
            method: 'POST',
            url: settings.endpoint,
            headers: {
                'content-type': 'application/x-www-form-urlencoded',
                accept: 'application/json',
                'user-agent': connect/* USER_AGENT */._O,
                // the gateway takes the name of a call from here or from the form
                'x-acs-action': ACTION,
                'x-acs-version': connect/* STS_VERSION */.Q9
            },
            body: form.toString(),
            timeoutMs: requestTimeoutMs,
            signal
        });
        const credentials = credentialsIn((0,cloudapi_answer/* readAnswer */.JN)(ACTION, answer));
        secrets.add(credentials.accessKeySecret, credentials.securityToken);
        return leaseOf(credentials, answer, settings.sessionSeconds * 1000, clock.now());
    }
    catch (error) {
        throw withClaims((0,cloudapi_answer/* asCallError */.pO)(ACTION, error), token, settings);
    }
}
function credentialsIn(body) {
    const found = (0,json/* isObject */.G)(body['Credentials']) ? body['Credentials'] : {};
    return {
        accessKeyId: (0,cloudapi_answer/* textOf */.b6)(found['AccessKeyId']),
        accessKeySecret: (0,cloudapi_answer/* textOf */.b6)(found['AccessKeySecret']),
        securityToken: (0,cloudapi_answer/* textOf */.b6)(found['SecurityToken']),
        expiration: Date.parse((0,cloudapi_answer/* textOf */.b6)(found['Expiration']))
    };
}
function leaseOf({ expiration, ...keys }, { headers }, askedMs, now) {
    // by the clock of the service, where it tells the time: the runner's may be minutes off
    const answeredAt = Date.parse(headers.date ?? '') || now;
    const lifetimeMs = Math.min(askedMs, expiration - answeredAt);
    if (Object.values(keys).some(key => !/^[\x21-\x7e]+$/.test(key)) || !(lifetimeMs > 0)) {
        throw new call_error/* CallError */.RA({
            action: ACTION,
            fault: 'malformed',
            code: 'MalformedAnswer',
            status: 200,
            message: `${ACTION} got an answer without keys that can be used`,
            ambiguous: false,
            hint: (0,cures/* cureOf */.XZ)('MalformedAnswer', ACTION)
        });
    }
    return { keys, lifetimeMs };
}
/** A refusal of trust, with what the refused token says; never the token. */
function withClaims(error, token, { providerArn }) {
    if (!(error instanceof call_error/* CallError */.RA))
        return error;
    if (error.fault !== 'denied' && !(error.fault === 'client' && error.status === 401))
        return error;
    const claims = claimsOf(token);
    const isApproval = claims.subject.includes(':environment:');
    return error.as({
        fault: 'client',
        ambiguous: false,
        message: `${error.message.replace(/\.$/, '')}; the id token that was sent has the sub "${claims.subject}" and the aud "${claims.audience}"`,
        hint: [
            /^AuthenticationFail/i.test(error.code) ? error.hint : (0,cures/* cureOf */.XZ)('AuthenticationFail', ACTION),
            `If this job is meant to have the role, this is a trust policy that lets it, and nothing else: ${trustPolicy(providerArn, claims)}`,
            ...(isApproval
                ? []
                : ['The sub names no environment: a role that writes is better bound to a job with `environment:`.'])
        ].join('\n')
    });
}
/** Why there are no keys, as the call sees it that needed them: trying that again is of no use. */
function withoutKeys(error, settings) {
    if (!(error instanceof call_error/* CallError */.RA) || error.transport === 'aborted')
        return error;
    return error.as({
        fault: 'credentials',
        // of the call that needed them nothing was sent, whatever became of this one
        ambiguous: false,
        message: `no keys of ${settings.roleArn}: ${error.message}`,
        hint: error.fault === 'transport' ? reachable(error, settings) : error.hint
    });
}
/** The catalogue's cures of the transport speak of the API's endpoint. */
function reachable(error, { endpoint, idToken }) {
    if (error.transport === 'tls' || error.transport === 'proxy' || error.transport === 'proxy-auth')
        return error.hint;
    return error.action === ACTION
        ? `Check that the runner reaches ${endpoint.host}: region-id, network, sts-endpoint; behind a proxy HTTPS_PROXY.`
        : `Check that the runner reaches ${idToken.url.host}; behind a proxy HTTPS_PROXY.`;
}


/***/ })

};
