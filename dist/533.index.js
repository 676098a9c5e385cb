export const id = 533;
export const ids = [533];
export const modules = {

/***/ 6533:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  recover: () => (/* binding */ recover)
});

// EXTERNAL MODULE: ./cloudapi/client.js + 1 modules
var cloudapi_client = __webpack_require__(6940);
// EXTERNAL MODULE: ./cloudapi/masking-reader.js
var masking_reader = __webpack_require__(4092);
// EXTERNAL MODULE: ./cloudapi/pace.js
var pace = __webpack_require__(4179);
// EXTERNAL MODULE: ./cloudapi/retry-budget.js
var retry_budget = __webpack_require__(8880);
// EXTERNAL MODULE: ./cloudapi/writer.js
var writer = __webpack_require__(3155);
// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
// EXTERNAL MODULE: ./input/connection.js + 2 modules
var connection = __webpack_require__(5662);
// EXTERNAL MODULE: ./model/redact.js
var redact = __webpack_require__(6489);
// EXTERNAL MODULE: ./input/document.js
var input_document = __webpack_require__(1282);
// EXTERNAL MODULE: ./input/invalid.js
var invalid = __webpack_require__(7811);
// EXTERNAL MODULE: ./input/source.js
var input_source = __webpack_require__(38);
// EXTERNAL MODULE: ./input/variables.js
var input_variables = __webpack_require__(8458);
// EXTERNAL MODULE: ./input/workspace-file.js
var workspace_file = __webpack_require__(4785);
;// CONCATENATED MODULE: ./input/document-secrets.js






/**
 * Registers the secrets of every definition that the inputs give, for a process that acts on none of them.
 * What cannot be read by now is left out: it is another process that says so.
 */
async function registerDocumentSecrets(source, workspace, secrets) {
    const variables = (0,input_source/* attempt */.CD)(() => (0,input_variables/* parseVariables */.rf)(source.raw('variables')), source, 'variables');
    if (variables !== undefined)
        (0,input_variables/* registerVariables */.zt)(variables, secrets);
    const file = (input) => () => (0,workspace_file/* readWorkspaceFile */.s)(source.raw(input), workspace);
    const documents = [
        ['backend-model-data', () => source.text('backend-model-data')],
        ['backend-model-data-file', file('backend-model-data-file')],
        ['manifest', file('manifest')]
    ];
    for (const [input, read] of documents) {
        if (source.raw(input) === '')
            continue;
        try {
            secrets.add(...(0,redact/* secretsOf */.Fj)(await (0,input_document/* parseDocument */.T)(await read(), (0,input_variables/* fillingOf */.Fw)(variables))));
        }
        catch (error) {
            if (!(error instanceof invalid/* Invalid */.W))
                throw error;
        }
    }
}

// EXTERNAL MODULE: ./input/sts-endpoint.js
var sts_endpoint = __webpack_require__(6393);
// EXTERNAL MODULE: ./report/comment-sink.js + 1 modules
var comment_sink = __webpack_require__(6641);
// EXTERNAL MODULE: ./report/publish.js
var publish = __webpack_require__(7504);
// EXTERNAL MODULE: ./rollout/journal.js + 1 modules
var rollout_journal = __webpack_require__(6103);
// EXTERNAL MODULE: ./rollout/apply.js
var apply = __webpack_require__(4630);
// EXTERNAL MODULE: ./rollout/going-on.js
var going_on = __webpack_require__(2732);
// EXTERNAL MODULE: ./model/diff.js
var diff = __webpack_require__(6191);
;// CONCATENATED MODULE: ./rollout/journal-plan.js

/** The plan as far as the journal holds it. */
function planOf(entry) {
    const { name, backendId, stageName, backendType, backendModelId, definitions, published } = entry;
    const wanted = definitions?.wanted ?? {};
    const live = definitions && {
        backend: { backendId, name: '', type: backendType, models: [definitions.live] },
        model: definitions.live
    };
    return {
        target: {
            name,
            endpoint: new URL(entry.endpoint),
            regionId: entry.regionId ?? undefined,
            backendId,
            stageName,
            kind: 'full',
            definition: wanted,
            backendType,
            backendModelId,
            description: undefined,
            probeUrls: []
        },
        backendType,
        backendModelId,
        live: live ?? undefined,
        ...(definitions === null && entry.digests !== null ? { whyNotLive: 'it holds a secret' } : {}),
        readAt: entry.sentAt,
        published: published ?? undefined,
        wanted,
        data: definitions?.data ?? {},
        difference: live === null ? undefined : (0,diff/* compare */.UD)(wanted, { config: live.model.config, backendType }),
        fingerprint: entry.digests === null ? undefined : `fp1:${entry.digests.live}${entry.digests.wanted}`,
        warnings: []
    };
}

// EXTERNAL MODULE: ./cloudapi/call-error.js
var call_error = __webpack_require__(5235);
// EXTERNAL MODULE: ./model/definition.js
var definition = __webpack_require__(1305);
// EXTERNAL MODULE: ./model/fingerprint.js
var fingerprint = __webpack_require__(2566);
;// CONCATENATED MODULE: ./rollout/look-at-live.js






/** A write without an answer: what is live says whether it arrived; nothing says whether its batch came through. */
async function lookAtLive(entry, plan, reader, signal) {
    const { name } = plan.target;
    const unknown = (code, message, changed) => ({
        result: 'unknown',
        changed,
        error: new errors/* ActionError */.lZ(code, `${name}: ${message}`, { hint: (0,going_on/* wayOn */.jT)(plan) })
    });
    let config;
    try {
        const backend = await reader.describeBackend(entry.backendId, { signal });
        config = backend.models.find(({ stageName }) => stageName === entry.stageName)?.config;
    }
    catch (error) {
        if (!(error instanceof call_error/* CallError */.RA))
            throw error;
        return unknown(error.code, `the modification was perhaps sent, and live could not be read: ${error.message}`, undefined);
    }
    switch (config === undefined ? 'another' : whatLiveIs(entry, plan, config)) {
        case 'wanted':
            return unknown('Unfollowed', 'the modification arrived: the wanted definition is live. Whether every API has moved is not known, because no answer gave an operation to follow', true);
        case 'previous':
            return unknown('NotArrived', 'nothing of the modification is to be seen: the previous definition is live', false);
        case 'indistinct':
            return unknown('Unfollowed', 'the modification was perhaps sent. It makes what was live before, and that is live: nothing shows whether it arrived', false);
        case 'another':
            return unknown('Conflict', 'live is neither what it was nor what was sent: another writer is at work', undefined);
        case 'not-comparable':
            return unknown('Unfollowed', 'the modification was perhaps sent, and what was live before is not known', undefined);
    }
}
function whatLiveIs({ definitions, digests, backendId, stageName, backendType }, plan, config) {
    if (definitions !== null) {
        const before = { config: definitions.live.config, backendType };
        const live = { config, backendType };
        // keys that were left out may stay or go: where nothing else changes, what was there before is no sign
        if ((0,diff/* sameDefinition */.uD)(before, live))
            return (0,diff/* isResultOf */.xu)(plan.wanted, before, before) ? 'indistinct' : 'previous';
        return (0,diff/* isResultOf */.xu)(plan.wanted, before, live) ? 'wanted' : 'another';
    }
    if (digests === null)
        return 'not-comparable';
    const digest = (0,fingerprint/* digestOf */.ol)(backendId, stageName, (0,definition/* fromReadForm */.vi)(config, backendType));
    if (digest === digests.live)
        return digests.wanted === digests.live ? 'indistinct' : 'previous';
    return digest === digests.wanted ? 'wanted' : 'another';
}

// EXTERNAL MODULE: ./rollout/outcome.js
var outcome = __webpack_require__(4306);
// EXTERNAL MODULE: ./rollout/results.js
var results = __webpack_require__(4712);
// EXTERNAL MODULE: ./rollout/rollback.js
var rollback = __webpack_require__(5148);
// EXTERNAL MODULE: ./rollout/timeline.js
var rollout_timeline = __webpack_require__(5751);
;// CONCATENATED MODULE: ./rollout/recover.js









/** Finds out what became of a write whose process ended before it could say so. Never rejects for what the cloud answers. */
async function findOut(entry, given) {
    const { clock } = given;
    const startedAt = clock.now();
    const timeline = (0,rollout_timeline/* createTimeline */.M)(clock);
    const nothing = () => undefined;
    const options = {
        ...given,
        // a way back needs the definitions, which are not kept where they hold a secret
        rollbackOnFailure: given.rollbackOnFailure && entry.definitions !== null,
        timeline,
        probe: () => Promise.resolve([]),
        // the journal knows nothing of other stages
        ownStages: new Set(),
        onSending: nothing,
        onAccepted: nothing,
        onRollbackSending: nothing,
        onRollbackAccepted: nothing
    };
    const plan = planOf(entry);
    const accepted = entry.accepted ?? undefined;
    const whole = (known) => ({
        ...(0,outcome/* outcomeOf */.s)(plan.target, {
            plan,
            hasChanges: true,
            accepted,
            rollback: entry.rollback ?? undefined,
            ...known
        }),
        phases: timeline.phases,
        durationMs: clock.now() - startedAt
    });
    switch (entry.phase) {
        case 'sending':
        case 'ended':
            return whole(await lookAtLive(entry, plan, options.reader, options.signal));
        case 'accepted':
            return accepted === undefined
                ? whole(await lookAtLive(entry, plan, options.reader, options.signal))
                : whole(unlessProbed(entry, plan, await settleKnown(entry, plan, accepted, options)));
        case 'rolling-back':
            return whole(afterRollback(plan, await timeline.during('rollback', () => (0,rollback/* rollBack */.Fu)(plan, undefined, { ...options, rollbackPerhapsSent: true }))));
        case 'rollback-accepted': {
            const back = entry.rollback;
            return whole(afterRollback(plan, back === null
                ? await (0,rollback/* rollBack */.Fu)(plan, undefined, { ...options, rollbackPerhapsSent: true })
                : await timeline.during('rollback', () => (0,rollback/* confirmBack */.qu)(plan, back, options))));
        }
    }
}
/**
 * Follows an accepted write. Where its definitions were not kept because of a secret in them, live is told from
 * their digests: that only a part of it were wanted, as keys that the service adds, cannot be told then.
 */
async function settleKnown(entry, plan, accepted, options) {
    const settled = await (0,apply/* settle */.G)(plan, accepted, options);
    const isOver = settled.progress?.done === true && plan.published !== undefined;
    if (entry.definitions !== null || entry.digests === null || settled.result !== 'submitted' || !isOver) {
        return settled;
    }
    const live = await lookAtLive(entry, plan, options.reader, options.signal);
    if (live.changed === true && live.error?.code === 'Unfollowed') {
        return { ...settled, result: 'switched', changed: entry.digests.live !== entry.digests.wanted };
    }
    return {
        ...settled,
        result: 'unknown',
        changed: live.changed,
        error: new errors/* ActionError */.lZ('ReadBackFailed', `${entry.name}: the batch is over, but the wanted definition was not seen to be live`, { hint: (0,going_on/* wayOn */.jT)(plan), requestId: accepted.requestId, cause: live.error })
    };
}
/** That a switch is good is for its probes to say, too. They are not asked here: what they were is not kept. */
function unlessProbed({ name, probes }, plan, settled) {
    if (probes === 0 || !(0,results/* isGreen */.gf)(settled.result))
        return settled;
    return {
        ...settled,
        result: 'unknown',
        error: new errors/* ActionError */.lZ('NotProbed', `${name}: the modification ${settled.result === 'switched' ? 'came to its end, and was read back as wanted' : 'was accepted'}, but the step was stopped before its ${probes === 1 ? 'probe was' : 'probes were'} good`, { hint: (0,going_on/* wayOn */.jT)(plan), requestId: settled.accepted?.requestId })
    };
}
/** The outcome of a write that had its end before the step was killed. */
function endedBefore(entry) {
    const plan = planOf(entry);
    const result = entry.result ?? 'unknown';
    return (0,outcome/* outcomeOf */.s)(plan.target, {
        plan,
        hasChanges: true,
        result,
        changed: entry.changed ?? undefined,
        accepted: entry.accepted ?? undefined,
        rollback: entry.rollback ?? undefined,
        error: (0,results/* isGreen */.gf)(result)
            ? undefined
            : new errors/* ActionError */.lZ('StepKilled', `${entry.name}: it had ended before the step was killed; the log has its error`, {
                hint: (0,going_on/* wayOn */.jT)(plan)
            })
    });
}
/** The outcome where the cloud was not asked. */
function unresolved(entry, error) {
    const plan = planOf(entry);
    return (0,outcome/* outcomeOf */.s)(plan.target, {
        plan,
        hasChanges: true,
        result: 'unknown',
        changed: undefined,
        accepted: entry.accepted ?? undefined,
        rollback: entry.rollback ?? undefined,
        error: new errors/* ActionError */.lZ(error.code, `${entry.name}: ${error.message}`, { hint: (0,going_on/* wayOn */.jT)(plan) })
    });
}
function afterRollback(plan, end) {
    return {
        result: end.result,
        changed: end.changed,
        rollback: end.accepted,
        error: new errors/* ActionError */.lZ(end.code ?? 'StepFailed', `${plan.target.name}: the step had failed and was stopped while it put the previous definition back. ${end.say}`, { hint: (0,going_on/* wayOn */.jT)(plan), requestId: end.accepted?.requestId })
    };
}

// EXTERNAL MODULE: ./runtime/github.js
var runtime_github = __webpack_require__(4428);
// EXTERNAL MODULE: ./runtime/private-file.js
var private_file = __webpack_require__(1451);
;// CONCATENATED MODULE: ./recovery.js
















/** How long a write may be waited for here; a cancelled job is ended within five minutes, all post steps together. */
const WAIT_MS = 100_000;
const TITLE = 'What became of it after the step was stopped';
/**
 * What the post step does: where the main step could not end by itself, finds out what became of its write,
 * and says so. Region, endpoint and what was sent come from the journal, never from the inputs. Never rejects.
 */
async function recover(journalPath, dependencies) {
    const { env, secrets, log } = dependencies;
    try {
        const left = await readLastWord(journalPath, dependencies);
        if (left === undefined)
            return;
        const open = left.entries.filter(({ phase }) => phase !== 'ended');
        if (open.length === 0 && left.reported)
            return;
        const source = (0,input_source/* createSource */.gV)(env);
        (0,connection/* registerSecrets */.dg)(source, env, secrets);
        await registerDocumentSecrets(source, (0,runtime_github/* readGitHubContext */.L)(env).workspace, secrets);
        for (const entry of open)
            log.info(whatIsKnown(entry));
        const found = await findOutAll(left, open, dependencies);
        // what had its end before the step was killed was never told either
        const ended = left.reported ? [] : left.entries.filter(({ phase }) => phase === 'ended').map(endedBefore);
        await tell([...ended, ...found], left, dependencies);
    }
    catch (error) {
        (0,publish.announce)((0,errors/* asActionError */.z6)(error), 'What became of the write is not known', dependencies);
    }
    finally {
        (0,private_file/* removeFile */.nM)(journalPath);
    }
}
/** The journal, once nobody writes it any more: in a container no signal reaches the main step, and it may still run. */
async function readLastWord(path, { main, clock, log }) {
    const journal = (0,rollout_journal/* parseJournal */.z)((0,private_file/* readFileIfThere */.Wr)(path) ?? '');
    if (journal === undefined)
        return undefined;
    const process = main(journal.pid);
    for (const [signal, graceMs] of [
        ['SIGTERM', 8_000],
        ['SIGKILL', 2_000]
    ]) {
        if (!process.isAlive())
            break;
        log.info(`the main step still runs (process ${journal.pid}): ${signal}`);
        process.end(signal);
        for (let waitedMs = 0; waitedMs < graceMs && process.isAlive(); waitedMs += 200)
            await clock.sleep(200);
    }
    return (0,rollout_journal/* parseJournal */.z)((0,private_file/* readFileIfThere */.Wr)(path) ?? '');
}
function whatIsKnown({ name, phase, sentAt, accepted, rollback }) {
    const ids = accepted === null
        ? ''
        : ` (request ${accepted.requestId}, operation ${accepted.operationId || 'not given'})`;
    const known = {
        sending: 'the modification was under way, without an answer yet',
        accepted: 'the modification was accepted, and its batch not over',
        'rolling-back': 'the previous definition was being put back, without an answer yet',
        'rollback-accepted': `the modification that puts the previous definition back was accepted (request ${rollback?.requestId ?? ''})`,
        ended: 'its end was reported'
    }[phase];
    return `${name}: the step was stopped after its write, sent at ${new Date(sentAt).toISOString()}: ${known}${ids}. Finding out what became of it.`;
}
async function findOutAll(journal, open, dependencies) {
    const { clock, log, secrets, deadline } = dependencies;
    const client = connectAgain(journal, dependencies);
    if (client instanceof errors/* ActionError */.lZ)
        return open.map(entry => unresolved(entry, client));
    return Promise.all(open.map(async (entry) => ({
        accountId: client.accountId,
        ...(await findOut(entry, {
            reader: (0,masking_reader/* maskingReader */.u)((0,cloudapi_client/* createReader */.WF)(client.of(entry)), secrets),
            writer: (0,writer/* createWriter */.u)(client.of(entry)),
            budget: client.budget,
            clock,
            log,
            wait: 'auto',
            waitTimeoutMs: Math.min(journal.waitTimeoutMs, WAIT_MS),
            maxAttempts: journal.maxAttempts,
            rollbackOnFailure: journal.rollbackOnFailure,
            signal: deadline
        }))
    })));
}
/** Connects again, or says why the cloud is not asked. Keys of a role are new ones by now. */
function connectAgain(journal, dependencies) {
    const { env } = dependencies;
    const { requestTimeoutMs, maxAttempts } = journal;
    const source = (0,input_source/* createSource */.gV)(env);
    const proxyFor = (0,connection/* readNetwork */.Lp)(source, env);
    const region = (0,connection/* readRegion */.XP)(source, journal.entries[0]?.regionId ?? undefined, env);
    const network = source.raw('network') === 'vpc' ? 'vpc' : 'public';
    const sts = (0,sts_endpoint/* readStsEndpoint */.e)(source, region, network);
    const credentials = (0,connection/* readCredentials */.L1)(source, env, sts, {
        ...dependencies,
        proxyFor,
        requestTimeoutMs,
        maxAttempts
    });
    if (credentials === undefined || source.problems.length > 0) {
        const problems = source.problems.map(({ input, message }) => `${input} ${message}`).join('; ');
        return new errors/* ActionError */.lZ(credentials === undefined ? 'NoCredentials' : 'InvalidInput', `the cloud was not asked, because the post step has ${credentials === undefined ? 'no credentials' : 'no good way to ask it'}: ${problems}`);
    }
    if (credentials.identity !== journal.identity) {
        return new errors/* ActionError */.lZ('OtherCredentials', 'the cloud was not asked, because the credentials of the job are others by now than those that sent the modification');
    }
    const pacer = (0,pace/* createPacer */.g)(dependencies.clock);
    const budget = (0,retry_budget/* createRetryBudget */.C)();
    return {
        accountId: credentials.accountId,
        budget,
        of: ({ endpoint, regionId }) => ({
            ...dependencies.network.connect({
                endpoint: new URL(endpoint),
                credentials,
                proxyFor,
                requestTimeoutMs,
                maxAttempts,
                regionId: regionId ?? undefined
            }, { ...dependencies, pacer, budget }),
            accountId: credentials.accountId
        })
    };
}
async function tell(outcomes, journal, dependencies) {
    const { env, log } = dependencies;
    const github = (0,runtime_github/* readGitHubContext */.L)(env);
    for (const { target, result, error } of outcomes) {
        if (error === undefined)
            log.notice(`${target.name}: after the step was stopped, it came to its end: ${result}`);
    }
    (0,publish.announceAll)(outcomes, dependencies);
    if (journal.summary)
        (0,publish.writeSummary)(outcomes, github, dependencies, { title: TITLE });
    const token = (0,input_source/* createSource */.gV)(env).raw('github-token');
    if (journal.comment !== null && token !== '') {
        await (0,comment_sink/* commentOn */.J)(outcomes, github, token, journal.comment, dependencies, {
            title: TITLE,
            timeoutMs: journal.requestTimeoutMs,
            signal: dependencies.lastWord
        });
    }
}


/***/ })

};
