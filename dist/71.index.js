export const id = 71;
export const ids = [71];
export const modules = {

/***/ 5071:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  applyTargets: () => (/* binding */ applyTargets)
});

// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
// EXTERNAL MODULE: ./report/plan-lines.js
var plan_lines = __webpack_require__(1410);
// EXTERNAL MODULE: ./model/fingerprint.js
var model_fingerprint = __webpack_require__(2566);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
// EXTERNAL MODULE: ./rollout/going-on.js
var going_on = __webpack_require__(2732);
;// CONCATENATED MODULE: ./rollout/guard.js




/**
 * What speaks against sending anything at all, each with the target that it is about. Looked at before the first write, so that
 * a set of targets is not left half done.
 */
function objections(intended, guards) {
    const found = [];
    const object = (plan, error) => {
        if (error !== undefined)
            found.push({ plan, error });
    };
    for (const { plan, send } of intended) {
        object(plan, disapproval(plan, guards));
        if (send && guards.rollbackOnFailure)
            object(plan, noWayBack(plan));
    }
    const moving = intended.filter(({ send }) => send).map(({ plan }) => plan);
    const total = moving.reduce((sum, { published }) => sum + (published?.length ?? 0), 0);
    const [first] = moving;
    if (guards.maxApis !== undefined && total > guards.maxApis && first !== undefined) {
        object(first, new errors/* ActionError */.lZ('TooManyApis', `${(0,runtime_text/* plural */.LS)(total, 'published API')} would move, and max-apis allows ${guards.maxApis}${moving.length > 1 ? ` for all ${moving.length} targets together` : ''}`, { hint: 'Nothing was sent. If so many are meant, raise max-apis.' }));
    }
    return found;
}
/** Whether a plan is another than what was approved; `undefined` when it is not. */
function disapproval(plan, { approvals, show }) {
    if (approvals === undefined)
        return undefined;
    const { target, fingerprint, difference } = plan;
    const approved = approvals.kind === 'single' ? approvals.fingerprint : approvals.fingerprints.get(target.name);
    if (approved === undefined) {
        return new errors/* ActionError */.lZ('NotApproved', `${target.name}: approved-plan has no line for it`, {
            hint: 'Nothing was sent, to no target. Run mode: plan with the same targets, and give the whole of its plan-fingerprint or plan-file.'
        });
    }
    const was = (0,model_fingerprint/* parseFingerprint */.sr)(approved);
    const is = fingerprint === undefined ? undefined : (0,model_fingerprint/* parseFingerprint */.sr)(fingerprint);
    if (was === undefined || is === undefined || difference === undefined) {
        return new errors/* ActionError */.lZ('NotApproved', `${target.name}: its plan cannot be compared with the approved one`);
    }
    const isDone = difference.changes.length === 0;
    if (was.wanted === is.wanted && (was.live === is.live || isDone))
        return undefined;
    const both = was.wanted !== is.wanted && was.live !== is.live;
    const what = both
        ? 'both what is live and what is wanted are another'
        : was.wanted !== is.wanted
            ? 'what is wanted is another (backend-model-data, or what it is made of)'
            : 'what is live is another: somebody changed it';
    return new errors/* ActionError */.lZ('PlanChanged', (0,runtime_text/* oneLine */.TN)(`${target.name}: the plan is another than the approved one: ${what}. It would now be: ${show(plan)}`), {
        hint: `Nothing was sent${approvals.kind === 'single' ? '' : ', to no target'}. Run mode: plan again, and approve the new plan (${fingerprint ?? ''}).`
    });
}
/** Why `rollback-on-failure` could not be kept; `undefined` when it can. */
function noWayBack(plan) {
    const previous = (0,going_on/* previousDefinition */.No)(plan);
    if ('json' in previous)
        return undefined;
    return new errors/* ActionError */.lZ('NoWayBack', `${plan.target.name}: rollback-on-failure cannot be kept, because ${previous.reason}`, { hint: 'Nothing was sent. Set rollback-on-failure: false to switch without a way back by this step.' });
}

// EXTERNAL MODULE: ./rollout/results.js
var results = __webpack_require__(4712);
// EXTERNAL MODULE: ./rollout/schedule.js
var schedule = __webpack_require__(3669);
// EXTERNAL MODULE: ./cloudapi/writer.js
var writer = __webpack_require__(3155);
// EXTERNAL MODULE: ./rollout/apply.js
var apply = __webpack_require__(4630);
// EXTERNAL MODULE: ./rollout/judge.js
var judge = __webpack_require__(809);
// EXTERNAL MODULE: ./step/plan-targets.js + 4 modules
var plan_targets = __webpack_require__(2319);
;// CONCATENATED MODULE: ./step/apply-one.js






/** Sends one target's plan, or probes what has no changes. Never rejects: a fault of this action is an outcome, too. */
async function applyOne(step, draft, outputs) {
    const { dependencies, journal } = step;
    const { plan, hasChanges } = draft.planned;
    const state = { sending: false };
    try {
        if (!hasChanges)
            return await probeUnchanged(step, draft);
        const applied = await (0,apply/* applyPlan */.g)(plan, {
            ...rollbackOptions(step, draft, outputs),
            rollbackOnFailure: step.inputs.rollbackOnFailure,
            onSending: () => {
                // the truth overwrites it, and a killed step never looks fine
                outputs.sending();
                state.sending = true;
                step.written.add(draft.target);
                journal.sending(plan, dependencies.clock.now());
            },
            onAccepted: accepted => {
                outputs.accepted(accepted);
                state.accepted = accepted;
                journal.update(draft.target.name, { phase: 'accepted', accepted });
            }
        });
        return ended(step, (0,plan_targets/* endOf */.p)(step, draft, { ...draft.planned, ...applied }));
    }
    catch (error) {
        // a fault of this action: after the send it says nothing about the cloud
        const fault = (0,errors/* asActionError */.z6)(error);
        return (0,plan_targets/* endOf */.p)(step, draft, {
            ...draft.planned,
            result: state.sending ? 'unknown' : 'failed',
            changed: state.sending ? undefined : false,
            accepted: state.accepted,
            error: state.sending ? withHint(fault, (0,going_on/* wayOn */.jT)(plan)) : fault
        });
    }
}
/** An outcome, once the journal has it; what is left open there is the post step's. */
function ended({ dependencies, journal }, outcome) {
    const { target, result, changed = null } = outcome;
    if (!dependencies.stop.aborted || !isLeftOpen(outcome)) {
        journal.update(target.name, { phase: 'ended', result, changed });
    }
    return outcome;
}
/** Of a step that was stopped after its write, the post step finds out the end. */
function isLeftOpen({ result, changed, accepted, error }) {
    if (result === 'cancelled')
        return accepted !== undefined || changed !== false;
    return result === 'rollback-failed' && error?.code !== 'Conflict';
}
function rollbackOptions(step, { target, timeline }, outputs) {
    const { inputs, dependencies, journal } = step;
    const client = step.client(target);
    const log = step.logOf(target);
    return {
        reader: step.reader(target),
        writer: (0,writer/* createWriter */.u)(client),
        budget: client.budget,
        clock: dependencies.clock,
        log,
        wait: inputs.wait,
        waitTimeoutMs: inputs.waitTimeoutMs,
        maxAttempts: inputs.maxAttempts,
        timeline,
        probe: plan => step.probe(plan, log),
        ownStages: step.written.stagesOf(target),
        signal: dependencies.stop,
        onRollbackSending: () => journal.update(target.name, { phase: 'rolling-back' }),
        onRollbackAccepted: rollback => {
            log.info(`${target.name}: putting it back was accepted (request ${rollback.requestId}, operation ${rollback.operationId || 'not given'})`);
            outputs.rollbackAccepted(rollback);
            journal.update(target.name, { phase: 'rollback-accepted', rollback });
        }
    };
}
async function probeUnchanged(step, draft) {
    const { target, timeline, planned } = draft;
    const probes = await timeline.during('probe', () => step.probe(planned.plan, step.logOf(target)));
    const bad = probes.filter(({ good }) => !good);
    const end = { ...planned, probes, changed: false };
    if (bad.length === 0)
        return (0,plan_targets/* endOf */.p)(step, draft, { ...end, result: 'unchanged' });
    return (0,plan_targets/* endOf */.p)(step, draft, {
        ...end,
        result: step.dependencies.stop.aborted ? 'cancelled' : 'failed',
        error: (0,judge/* probeError */.vF)(planned.plan, bad, 'Nothing was sent: the live definition is already the wanted one. Look at the service behind it.')
    });
}
function withHint(error, hint) {
    return new errors/* ActionError */.lZ(error.code, error.message, {
        hint: [error.hint, hint].filter(Boolean).join('\n'),
        requestId: error.requestId,
        cause: error.cause
    });
}

// EXTERNAL MODULE: ./rollout/rollback.js
var rollback = __webpack_require__(5148);
;// CONCATENATED MODULE: ./step/roll-back-set.js





/**
 * With `on-failure: stop` a set is switched as a whole or not at all: after a failure the targets that this step
 * has switched go back too, the last first. A signal is no failure, and an end that could not be learnt is none.
 */
async function rollBackSet(step, planned, outcomes, outputs) {
    const { inputs, dependencies } = step;
    const failed = [...outcomes.values()].find(({ result }) => FAILURES.has(result));
    const asked = inputs.rollbackOnFailure && inputs.onFailure === 'stop' && !dependencies.stop.aborted;
    if (!asked || failed === undefined)
        return;
    const left = planned.filter(draft => {
        const outcome = outcomes.get(draft);
        return outcome?.result === 'switched' && outcome.changed !== false;
    });
    const isStopped = () => dependencies.stop.aborted;
    while (!isStopped()) {
        const draft = left.pop();
        if (draft === undefined)
            return;
        const before = outcomes.get(draft);
        const back = await rollBackOne(step, draft, before?.readBack, outputs);
        // stopped before anything was sent for it: it is as switched as it was
        if (before === undefined || (isStopped() && !back.begun)) {
            left.push(draft);
            break;
        }
        const { name } = draft.target;
        step.logOf(draft.target).info(`${name}: ${back.result}, because ${failed.target.name} failed`);
        const outcome = (0,plan_targets/* endOf */.p)(step, draft, {
            ...before,
            result: back.result,
            changed: back.changed,
            rollback: back.accepted,
            error: setRollbackError(draft.planned.plan, failed.target, back)
        });
        outcomes.set(draft, ended(step, outcome));
    }
    if (left.length === 0)
        return;
    const names = left.map(({ target }) => target.name).join(', ');
    dependencies.log.warning(`stopped by a signal before these were put back, which stay switched: ${names}`);
}
/**
 * Puts one target of a set back. `begun`: something was perhaps sent for it.
 * @param sent the reading that showed what this step sent
 */
async function rollBackOne(step, { planned: { plan }, ...draft }, sent, outputs) {
    const state = { begun: false };
    const options = rollbackOptions(step, draft, outputs);
    try {
        const end = await draft.timeline.during('rollback', () => (0,rollback/* rollBack */.Fu)(plan, sent, {
            ...options,
            onRollbackSending: () => {
                state.begun = true;
                options.onRollbackSending();
            }
        }));
        return { ...end, begun: state.begun };
    }
    catch (error) {
        // a fault of this action: before the send nothing changed for the target
        return {
            ...(0,rollback/* failedRollback */.eA)((0,errors/* messageOf */.bD)(error), { changed: state.begun ? undefined : true }),
            begun: state.begun
        };
    }
}
const FAILURES = new Set([
    'failed',
    'partial',
    'rolled-back',
    'rollback-failed'
]);
function setRollbackError(plan, cause, back) {
    return new errors/* ActionError */.lZ(back.code ?? 'SetRolledBack', `${plan.target.name}: switched, and put back because ${cause.name} failed. ${back.say}`, {
        hint: back.result === 'rolled-back'
            ? `Mend what failed for ${cause.name}, then run the step again.`
            : `${(0,going_on/* wayOn */.jT)(plan)} Look at what is live first.`,
        requestId: back.accepted?.requestId
    });
}

;// CONCATENATED MODULE: ./step/apply-targets.js








/**
 * Sends what was planned, unless something speaks against it: the first target alone, the others beside each
 * other. Every end is an outcome, in the order of the drafts.
 */
async function applyTargets(step, drafts, outputs, progress) {
    const { inputs, dependencies } = step;
    const outcomes = new Map();
    const conclude = (draft, outcome) => {
        outcomes.set(draft, outcome);
        progress.ended(outcome);
    };
    const planned = drafts.filter((draft) => draft.planned !== undefined);
    for (const draft of drafts)
        if (draft.failure !== undefined)
            conclude(draft, draft.failure);
    const refused = refusals(step, planned);
    for (const [draft, error] of refused) {
        conclude(draft, (0,plan_targets/* endOf */.p)(step, draft, { ...draft.planned, result: 'failed', changed: false, error }));
    }
    const stopsAll = refused.size > 0 || (inputs.onFailure === 'stop' && outcomes.size > 0);
    const toRun = stopsAll ? [] : planned;
    const isStopped = () => dependencies.stop.aborted ||
        (inputs.onFailure === 'stop' && [...outcomes.values()].some(({ result }) => !(0,results/* isGreen */.gf)(result)));
    const quiet = toRun.filter(({ planned: { hasChanges }, target }) => !hasChanges && target.probeUrls.length === 0);
    for (const draft of quiet)
        conclude(draft, unchangedEnd(step, draft));
    await (0,schedule/* runInOrder */.l)(toRun.filter(draft => !outcomes.has(draft)), async (draft) => conclude(draft, await applyOne(step, draft, outputs)), { laneOf: ({ target }) => laneOf(target), parallel: inputs.maxParallel, isStopped });
    await rollBackSet(step, planned, outcomes, outputs);
    for (const draft of drafts) {
        if (!outcomes.has(draft))
            conclude(draft, notStarted(step, draft));
    }
    return drafts.flatMap(draft => outcomes.get(draft) ?? []);
}
/** One write and its batch at a time for one backend. */
function laneOf({ endpoint, backendId }) {
    return `${endpoint.host} ${backendId}`;
}
/** What speaks against sending anything, by the draft that it is about. */
function refusals(step, planned) {
    const found = objections(planned.map(({ planned: { plan, hasChanges } }) => ({ plan, send: hasChanges })), { ...step.inputs, show: plan_lines/* showDifference */.Te });
    return new Map(found.flatMap(({ plan, error }) => {
        const draft = planned.find(candidate => candidate.planned.plan === plan);
        return draft === undefined ? [] : [[draft, error]];
    }));
}
function unchangedEnd(step, draft) {
    return (0,plan_targets/* endOf */.p)(step, draft, { ...draft.planned, result: 'unchanged', changed: false });
}
/** A target that was never begun, because of a signal or of another. */
function notStarted(step, draft) {
    if (!step.dependencies.stop.aborted) {
        return (0,plan_targets/* endOf */.p)(step, draft, { ...draft.planned, result: 'not-started', changed: false });
    }
    return (0,plan_targets/* endOf */.p)(step, draft, {
        ...draft.planned,
        result: 'cancelled',
        changed: false,
        error: new errors/* ActionError */.lZ('Cancelled', `${draft.target.name}: stopped by a signal before anything was sent`)
    });
}


/***/ })

};
