export const id = 504;
export const ids = [504];
export const modules = {

/***/ 6154:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   $5: () => (/* binding */ fitted),
/* harmony export */   Ef: () => (/* binding */ WHOLE),
/* harmony export */   KQ: () => (/* binding */ Cuts)
/* harmony export */ });
const WHOLE = {
    apis: Infinity,
    failedApis: Infinity,
    timeline: true,
    changes: Infinity,
    extras: 50,
    wayBack: true,
    parts: 'all',
    rows: Infinity,
    text: 2000
};
/** What is given up, one after the other, the least useful first. */
const STEPS = [
    { apis: 500 },
    { apis: 100 },
    { apis: 20 },
    { apis: 0 },
    { failedApis: 200 },
    { failedApis: 20 },
    { timeline: false },
    { changes: 100 },
    { changes: 20 },
    { changes: 0 },
    { extras: 5, wayBack: false },
    { failedApis: 3, text: 1000 },
    { parts: 'red' },
    { parts: 'none', text: 500 },
    { rows: 200 },
    { rows: 50 },
    { rows: 10, extras: 1 },
    { rows: 5, text: 200, failedApis: 0, extras: 0 }
];
/** What was left out, by its name, to be said. */
class Cuts {
    #counts = new Map();
    /** A count below one is no cut. */
    add(noun, count) {
        if (count > 0)
            this.#counts.set(noun, (this.#counts.get(noun) ?? 0) + count);
    }
    /** `1,500 APIs, 1 timeline`; empty when nothing was left out. */
    toString() {
        return [...this.#counts]
            .map(([noun, count]) => `${count.toLocaleString('en')} ${noun}${count === 1 ? '' : 's'}`)
            .join(', ');
    }
}
/**
 * The fullest rendering that stays within the limit.
 * @param render with less and less in it; blocks that are separated by empty lines
 * @param sizeOf in the unit of the limit
 */
function fitted(render, limit, sizeOf, from = WHOLE) {
    const fits = (blocks) => sizeOf(blocks.join('\n\n')) <= limit;
    let parts = render(from);
    if (!fits(parts)) {
        // less in it is never longer: a report of many targets is not rendered once for each step
        const budgets = budgetsAfter(from);
        let low = 0;
        let high = budgets.length - 1;
        parts = render(budgets[high] ?? from);
        while (low < high) {
            const middle = Math.floor((low + high) / 2);
            const tried = render(budgets[middle] ?? from);
            if (fits(tried)) {
                parts = tried;
                high = middle;
            }
            else
                low = middle + 1;
        }
    }
    // a limit that even the least does not meet: whole blocks from the top, as far as they fit
    while (parts.length > 0 && !fits(parts))
        parts = parts.slice(0, -1);
    return parts.join('\n\n');
}
/** From the most to the least. */
function budgetsAfter(from) {
    let budget = from;
    return STEPS.map(step => (budget = stricter(budget, step)));
}
function stricter(budget, step) {
    const next = { ...budget, ...step };
    return {
        ...next,
        apis: Math.min(budget.apis, next.apis),
        failedApis: Math.min(budget.failedApis, next.failedApis),
        changes: Math.min(budget.changes, next.changes),
        extras: Math.min(budget.extras, next.extras),
        rows: Math.min(budget.rows, next.rows),
        text: Math.min(budget.text, next.text),
        timeline: budget.timeline && next.timeline,
        wayBack: budget.wayBack && next.wayBack
    };
}


/***/ }),

/***/ 6641:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  J: () => (/* binding */ commentOn)
});

// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
// EXTERNAL MODULE: ./report/budget.js
var budget = __webpack_require__(6154);
// EXTERNAL MODULE: ./report/markdown.js
var markdown = __webpack_require__(8186);
// EXTERNAL MODULE: ./report/marker.js
var report_marker = __webpack_require__(5061);
// EXTERNAL MODULE: ./report/summary.js + 5 modules
var summary = __webpack_require__(9667);
;// CONCATENATED MODULE: ./report/comment.js




/** GitHub takes 65,536. */
const MAX_COMMENT_CHARACTERS = 64_000;
/** Shorter than the summary from the start: what can be looked up there is not repeated. */
const BRIEF = {
    ...budget/* WHOLE */.Ef,
    apis: 0,
    failedApis: 20,
    timeline: false,
    changes: 20,
    extras: 10,
    rows: 200,
    text: 1000
};
/** The comment on a pull request: the summary's content, shorter. */
function renderComment(end, key, maxCharacters = MAX_COMMENT_CHARACTERS) {
    const marker = (0,report_marker/* markerOf */.w)(key);
    const run = (0,markdown/* link */.nf)('The run', end.context.runUrl);
    const cutNote = (cuts) => (0,markdown/* markup */.PT) `*Not shown here: ${cuts}.*`;
    const foot = (0,markdown/* markup */.PT) `${run} has the log, and a summary with everything.`.source;
    const limit = maxCharacters - marker.length - foot.length - 3;
    const text = (0,budget/* fitted */.$5)(budget => (0,summary/* renderBlocks */.R)(end, budget, cutNote), limit, body => body.length, BRIEF);
    return { marker, body: `${marker}\n${text}\n\n${foot}` };
}

// EXTERNAL MODULE: ./report/shown-of.js
var shown_of = __webpack_require__(6410);
;// CONCATENATED MODULE: ./report/comment-sink.js



/**
 * Tells the pull request how the outcomes ended. A comment that cannot be written is a warning.
 * @param about what tells this comment from others of the same job: the backend and stage, or manifest and shard
 */
async function commentOn(outcomes, github, token, about, { log, secrets, comments }, { title, timeoutMs, signal }) {
    const { pullRequest, repository } = github;
    if (pullRequest === undefined) {
        log.notice('comment-on-pr: there is no pull request in the event that started this run, so none was commented on');
        return;
    }
    const key = {
        workflow: github.workflow,
        job: github.job,
        key: about
    };
    try {
        const { marker, body: text } = renderComment((0,shown_of/* shownOf */.R)(outcomes, github, secrets, { title }), key);
        const body = secrets.scrub(text);
        const address = await comments.upsert({ token, repository, pullRequest, marker, body, timeoutMs, signal });
        log.info(`commented on the pull request: ${address}`);
    }
    catch (error) {
        log.warning(`the pull request could not be commented on: ${(0,errors/* messageOf */.bD)(error)}`);
    }
}


/***/ }),

/***/ 8186:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bv: () => (/* binding */ blocks),
/* harmony export */   CS: () => (/* binding */ prose),
/* harmony export */   EU: () => (/* binding */ fence),
/* harmony export */   K$: () => (/* binding */ NOTHING),
/* harmony export */   PT: () => (/* binding */ markup),
/* harmony export */   Rm: () => (/* binding */ commas),
/* harmony export */   aY: () => (/* binding */ code),
/* harmony export */   hC: () => (/* binding */ sentences),
/* harmony export */   nf: () => (/* binding */ link),
/* harmony export */   oz: () => (/* binding */ Markdown),
/* harmony export */   p_: () => (/* binding */ list),
/* harmony export */   tp: () => (/* binding */ table),
/* harmony export */   xE: () => (/* binding */ alert),
/* harmony export */   zH: () => (/* binding */ details)
/* harmony export */ });
/* unused harmony export join */
/* harmony import */ var _runtime_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4772);

/**
 * GitHub-flavoured markdown that is safe by how it is made: what the template `markup` is given as text is
 * escaped, and only what comes from here is taken as markup.
 */
class Markdown {
    source;
    constructor(source) {
        this.source = source;
    }
}
const NOTHING = new Markdown('');
/** Markup around values: `Markdown` as it is, all else as escaped prose, which has no space at its ends. */
function markup(fixed, ...values) {
    const parts = fixed.map((part, index) => {
        const value = values[index];
        if (value === undefined)
            return part;
        return part + (value instanceof Markdown ? value : prose(String(value))).source;
    });
    return new Markdown(parts.join(''));
}
function join(parts, separator) {
    return new Markdown(parts.map(part => part.source).join(separator));
}
/** What is not empty, one after the other. */
function sentences(...parts) {
    const all = parts.map(part => (part instanceof Markdown ? part : prose(part)));
    return join(all.filter(part => part.source !== ''), ' ');
}
function commas(parts) {
    return join(parts, ', ');
}
/** Blocks below each other; empty ones are left out. */
function blocks(parts) {
    return join(parts.filter(part => part.source !== ''), '\n\n');
}
const LONGEST_PROSE = 2000;
const LONGEST_CODE = 300;
// What is there and not seen: soft hyphens, joiners, fillers, tags, variation selectors, annotations.
const HIDDEN = /[\p{Default_Ignorable_Code_Point}\ufff9-\ufffb]+/gu;
/** One line without control characters and without anything that hides or turns text around. */
function visible(text, longest) {
    return (0,_runtime_text_js__WEBPACK_IMPORTED_MODULE_0__/* .oneLine */ .TN)(text.slice(0, longest * 2).replace(HIDDEN, ' '), longest).toWellFormed();
}
/**
 * Text as text, in a paragraph, a table's cell, or an HTML element. Markdown's own characters become
 * character references. These do not help against what GitHub looks for in the finished HTML (mentions,
 * issues, commits, emoji, math, addresses), which it does in one text node at a time: a `span` around a
 * character of each splits the node, as its documentation does with `$`.
 * https://docs.github.com/en/get-started/writing-on-github/working-with-advanced-formatting/writing-mathematical-expressions
 */
function prose(text, longest = LONGEST_PROSE) {
    return new Markdown(escape(visible(text, longest)));
}
// the groups have no names: these would take three times as long
const SPECIAL = new RegExp([
    /([0-9a-f]{7,})/, // a commit
    /([&<>\\`*_[\]|~])/,
    /(^[-+=]|(?<=^\d{1,9})[.)])/, // at the start also a list or a heading
    /[@#$]|:(?=\S)|(?<=[a-z0-9])-(?=[a-z0-9])|(?<=www)\./ // linked
]
    .map(({ source }) => source)
    .join('|'), 'gi');
/** One digit fewer than the shortest commit. */
const HEX_PIECE = /.{1,6}/g;
function escape(text) {
    return text.replace(SPECIAL, (found, hex, special, list) => {
        if (hex !== undefined) {
            const pieces = hex.match(HEX_PIECE) ?? [];
            return pieces.map((piece, index) => (index % 2 === 0 ? piece : span(piece))).join('');
        }
        return special !== undefined || list !== undefined ? `&#${found.charCodeAt(0)};` : span(found);
    });
}
function span(text) {
    return `<span>${text}</span>`;
}
/**
 * Text as inline code, in a paragraph or in a table's cell. GitHub looks for nothing in code. A backtick
 * or a pipe would end a code span or a cell: then the element is written out.
 */
function code(text, longest = LONGEST_CODE) {
    const shown = visible(text, longest);
    if (shown === '')
        return new Markdown('(empty)');
    return new Markdown(/[`|]/.test(shown) ? `<code>${escape(shown)}</code>` : `\`${shown}\``);
}
/** A table without rows is nothing. Cells are single lines, as `markup`, `prose` and `code` make them. */
function table(headers, rows) {
    if (rows.length === 0)
        return NOTHING;
    const line = (cells) => `| ${cells.map(cell => cell.source || ' ').join(' | ')} |`;
    return new Markdown([
        line(headers.map(header => prose(header))),
        line(headers.map(() => new Markdown('---'))),
        ...rows.map(line)
    ].join('\n'));
}
function list(items) {
    return join(items.map(item => markup `- ${item}`), '\n');
}
/** A part that is opened by a click; its title holds no code. Nothing in it is nothing. */
function details(title, body, open = false) {
    const inner = blocks(body);
    if (inner.source === '')
        return NOTHING;
    // within the element `summary` no markdown is read; the blank lines turn it on again
    return new Markdown(`<details${open ? ' open' : ''}>\n<summary>${title.source}</summary>\n\n${inner.source}\n\n</details>`);
}
/** https://docs.github.com/en/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts */
function alert(kind, body) {
    const inner = blocks(body);
    if (inner.source === '')
        return NOTHING;
    return new Markdown([`[!${kind}]`, ...inner.source.split('\n')].map(line => `> ${line}`.trimEnd()).join('\n'));
}
/**
 * A code block. The text is made by this action, with what is from outside in it as `jsonText` writes it.
 */
function fence(language, text) {
    const runs = [...text.matchAll(/`{3,}/g)].map(([run]) => run.length);
    const mark = '`'.repeat(Math.max(2, ...runs) + 1);
    return new Markdown(`${mark}${language}\n${text}\n${mark}`);
}
/** A link to a page that this action knows of; the label alone where that is no web address. */
function link(label, address) {
    if (address === undefined || !/^https?:\/\/[\w.:-]+\/[\w./-]*$/.test(address))
        return prose(label);
    return new Markdown(`[${prose(label).source}](${address})`);
}


/***/ }),

/***/ 6499:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AN: () => (/* binding */ inputText),
/* harmony export */   Oc: () => (/* binding */ actionReference),
/* harmony export */   s$: () => (/* binding */ jsonText),
/* harmony export */   uw: () => (/* binding */ stepText)
/* harmony export */ });
/* unused harmony export yamlScalar */
// What a reader would not see, and what GitHub reads in a workflow: an expression, a command in its log.
const UNSAFE_IN_JSON = /[\p{Cc}\p{Default_Ignorable_Code_Point}\u2028\u2029\ufff9-\ufffb]|(?<=\$\{)\{|(?<=##)\[/gu;
/**
 * A value as JSON that can be pasted into a workflow, and means the same there: characters that hide or
 * turn text around, `${{` and `##[` are spelt with JSON's own escapes.
 */
function jsonText(value, indent = 0) {
    return JSON.stringify(value, null, indent).replace(UNSAFE_IN_JSON, found => 
    // the line breaks are JSON's own: those of the values are escaped already
    found === '\n' ? found : unicodeEscape(found));
}
function unicodeEscape(text) {
    let escaped = '';
    for (let index = 0; index < text.length; index++) {
        escaped += `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
    }
    return escaped;
}
const PLAIN = /^[A-Za-z][\w-]*$|^fp1:[0-9a-f]+$/;
// plain words that YAML 1.1 or 1.2 reads as something else
const NOT_TEXT = /^(y|yes|n|no|on|off|true|false|null)$/i;
/** A text as a YAML scalar: plain where that is surely the same text, else in double quotes, which take JSON's escapes. */
function yamlScalar(text) {
    return PLAIN.test(text) && !NOT_TEXT.test(text) ? text : jsonText(text);
}
/** An input of a step with one line or several, in a block where no line means anything else to GitHub or YAML. */
function inputText(name, lines) {
    const [only = ''] = lines;
    if (lines.length === 1 && PLAIN.test(only))
        return `${name}: ${only}`;
    return lines.every(line => /^[\w./-]+ [\w:]+$/.test(line))
        ? [`${name}: |`, ...lines.map(line => `  ${line}`)].join('\n')
        : `${name}: ${yamlScalar(lines.join('\n'))}`;
}
/** A step that uses this action, as YAML to be pasted below `steps:`. A definition is given as JSON in a block. */
function stepText(action, inputs) {
    const lines = Object.entries(inputs).flatMap(([name, value]) => {
        if (typeof value === 'boolean')
            return [`${name}: ${value}`];
        if (typeof value === 'string')
            return [`${name}: ${yamlScalar(value)}`];
        return [
            `${name}: |`,
            ...jsonText(value.json, 2)
                .split('\n')
                .map(line => `  ${line}`)
        ];
    });
    return [`- uses: ${action}`, '  with:', ...lines.map(line => `    ${line}`)].join('\n');
}
const REFERENCE = /^[\w.-]+\/[\w./-]+@[\w./-]+$/;
/**
 * What stands behind `uses:`, from `GITHUB_ACTION_REPOSITORY` and `GITHUB_ACTION_REF`; a placeholder where
 * the runner does not say it, as for an action in the same repository.
 */
function actionReference(repository, ref) {
    const reference = `${repository}@${ref}`;
    return REFERENCE.test(reference) ? reference : 'OWNER/switch-backend@v1';
}


/***/ }),

/***/ 7504:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

__webpack_require__.r(__webpack_exports__);
/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   announce: () => (/* binding */ announce),
/* harmony export */   announceAll: () => (/* binding */ announceAll),
/* harmony export */   publish: () => (/* binding */ publish),
/* harmony export */   writeSummary: () => (/* binding */ writeSummary)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8645);
/* harmony import */ var _rollout_results_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4712);
/* harmony import */ var _comment_sink_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6641);
/* harmony import */ var _comment_subject_js__WEBPACK_IMPORTED_MODULE_8__ = __webpack_require__(751);
/* harmony import */ var _file_output_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2943);
/* harmony import */ var _report_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(6605);
/* harmony import */ var _scrubbed_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(2405);
/* harmony import */ var _shown_of_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6410);
/* harmony import */ var _summary_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(9667);









/** One annotation a failure; the cure stands below it. */
function announce(error, title, { log }, text = textOf(error)) {
    log.error(text, title);
    if (error.code === 'InternalError' && error.cause instanceof Error)
        log.debug(error.cause.stack ?? '');
}
function textOf(error) {
    const ids = error.requestId === undefined ? '' : ` (request ${error.requestId})`;
    const cure = error.hint === undefined ? '' : `\n${error.hint}`;
    return `${error.message}${ids} [${error.code}]${cure}`;
}
/** The runner drops what a step says beyond these, without a word. */
const MOST_ANNOUNCED = 10;
/** One annotation a target that failed, the worst first; where they are too many, the last one counts the others. */
function announceAll(outcomes, { log }) {
    const failed = outcomes.flatMap(({ error, target: { name }, result }) => {
        if (error === undefined)
            return [];
        // a log shows no titles
        const isNamed = outcomes.length === 1 || error.message.startsWith(name);
        const text = `${isNamed ? '' : `${name}: `}${textOf(error)}`;
        return [{ error, text, result, title: `${name}: ${result}` }];
    });
    const worst = failed.toSorted((one, other) => _rollout_results_js__WEBPACK_IMPORTED_MODULE_1__/* .RESULTS */ .Pr.indexOf(one.result) - _rollout_results_js__WEBPACK_IMPORTED_MODULE_1__/* .RESULTS */ .Pr.indexOf(other.result));
    const announced = worst.slice(0, worst.length > MOST_ANNOUNCED ? MOST_ANNOUNCED - 1 : MOST_ANNOUNCED);
    for (const { error, title, text } of announced)
        announce(error, title, { log }, text);
    const others = worst.slice(announced.length);
    if (others.length === 0)
        return;
    for (const { error, title } of others)
        log.info(`${title}: ${textOf(error)}`);
    log.error(`${others.length} more targets did not end well. Their errors stand in the log, and in the summary.`, `${others.length} more targets`);
}
/** However many pages of comments there are: the job waits for it. */
const LONGEST_COMMENT_MS = 60_000;
/**
 * The last words of the step: outputs first, as they are what later steps act on; then what people read.
 * @param failure why the step failed before there was a target to speak of, and whether a write had left by then
 */
async function publish(outcomes, github, options, sinks, failure) {
    const result = endOf(outcomes, options.mode, failure);
    const changed = failure?.sent === true ? undefined : (0,_rollout_results_js__WEBPACK_IMPORTED_MODULE_1__/* .changedOf */ .oI)(outcomes);
    writeOutputs(outcomes, { result, changed }, github, sinks);
    announceAll(outcomes, sinks);
    if (options.summary)
        writeSummary(outcomes, github, sinks, { failure: failure?.error, result });
    // what needs no network is not told where it is needed
    if (options.commentToken !== undefined && options.mode !== 'validate' && outcomes.length > 0) {
        await (0,_comment_sink_js__WEBPACK_IMPORTED_MODULE_2__/* .commentOn */ .J)(outcomes, github, options.commentToken, (0,_comment_subject_js__WEBPACK_IMPORTED_MODULE_8__/* .commentSubject */ .C)(options), sinks, {
            timeoutMs: options.requestTimeoutMs,
            signal: AbortSignal.timeout(LONGEST_COMMENT_MS)
        });
    }
    return result;
}
function endOf(outcomes, mode, failure) {
    if (failure?.sent === true)
        return 'unknown';
    return failure === undefined && outcomes.length === 0 ? NOTHING_TO_DO[mode] : (0,_rollout_results_js__WEBPACK_IMPORTED_MODULE_1__/* .resultOf */ .Bg)(outcomes);
}
/** The result of a shard that no target belongs to. */
const NOTHING_TO_DO = { apply: 'unchanged', plan: 'planned', validate: 'valid' };
function writeOutputs(outcomes, { result, changed }, { tempDir }, sinks) {
    const { outputs, secrets } = sinks;
    outputs.set('result', result);
    outputs.set('changed', changed === undefined ? '' : String(changed));
    const batches = outcomes.flatMap(({ progress }) => (progress === undefined ? [] : [progress]));
    if (batches.length > 0) {
        const sum = (of) => String(batches.reduce((total, batch) => total + batch[of], 0));
        outputs.set('apis-total', sum('total'));
        outputs.set('apis-updated', sum('updated'));
        outputs.set('apis-failed', sum('failed'));
    }
    const whole = (0,_report_js__WEBPACK_IMPORTED_MODULE_4__/* .buildReport */ .FK)(result, changed, (0,_scrubbed_js__WEBPACK_IMPORTED_MODULE_5__/* .scrubbed */ .f)(outcomes, secrets));
    outputs.set('report', (0,_report_js__WEBPACK_IMPORTED_MODULE_4__/* .fitReport */ .kq)(whole));
    const text = `${secrets.scrub(JSON.stringify(whole, null, 2))}\n`;
    (0,_file_output_js__WEBPACK_IMPORTED_MODULE_3__/* .writeFileOutput */ .T)('report-file', 'json', text, tempDir, sinks);
}
/** Adds the outcomes to the job summary. */
function writeSummary(outcomes, github, { log, secrets, writeSummary: write }, more = {}) {
    try {
        write(secrets.scrub((0,_summary_js__WEBPACK_IMPORTED_MODULE_7__/* .renderSummary */ .B)((0,_shown_of_js__WEBPACK_IMPORTED_MODULE_6__/* .shownOf */ .R)(outcomes, github, secrets, more))));
    }
    catch (error) {
        log.warning(`the job summary could not be written: ${(0,_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .messageOf */ .bD)(error)}`);
    }
}


/***/ }),

/***/ 2405:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   f: () => (/* binding */ scrubbed)
/* harmony export */ });
/* harmony import */ var _errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8645);
/* harmony import */ var _rollout_results_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(4712);


// A secret may be a word of ours. Names of members are left as they are, where no escaping would hide a secret in them
// from the search of the whole text; so are results, which say nothing of it.
const NAME = /^[a-z][a-zA-Z]*$/;
const WORDS = new Set(_rollout_results_js__WEBPACK_IMPORTED_MODULE_1__/* .RESULTS */ .Pr);
/**
 * The same value with the secrets out of every text in it. What people read is made of such values alone: once
 * a text is escaped or cut, a secret in it is no longer recognised, and a page shows it whole all the same.
 */
function scrubbed(value, { scrub }) {
    // texts come again and again, as groups and names of APIs do; a value that stands in two places stays one; and
    // what holds no secret, as most does, is not copied
    const texts = new Map();
    const copies = new Map();
    const textOf = (text) => {
        if (WORDS.has(text))
            return text;
        const known = texts.get(text) ?? scrub(text);
        texts.set(text, known);
        return known;
    };
    const copyOf = (one) => {
        if (typeof one === 'string')
            return textOf(one);
        if (typeof one !== 'object' || one === null)
            return one;
        const known = copies.get(one) ?? copyOfObject(one);
        copies.set(one, known);
        return known;
    };
    const copyOfObject = (one) => {
        if (Array.isArray(one)) {
            const items = one.map(copyOf);
            return items.some((item, index) => item !== one[index]) ? items : one;
        }
        if (one instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz)
            return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .InputError */ .dz(copyOf(one.problems));
        if (one instanceof _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ) {
            const { code, message, hint, requestId } = one;
            return new _errors_js__WEBPACK_IMPORTED_MODULE_0__/* .ActionError */ .lZ(code, textOf(message), {
                hint: copyOf(hint),
                requestId: copyOf(requestId)
            });
        }
        // a URL and the like are nothing that is shown as it is
        if (Object.getPrototypeOf(one) !== Object.prototype)
            return one;
        const members = Object.entries(one);
        let copied;
        for (const [index, [key, child]] of members.entries()) {
            const newKey = NAME.test(key) ? key : textOf(key);
            const newChild = copyOf(child);
            if (copied === undefined && (newKey !== key || newChild !== child))
                copied = members.slice(0, index);
            copied?.push([newKey, newChild]);
        }
        return copied === undefined ? one : Object.fromEntries(copied);
    };
    return copyOf(value);
}


/***/ }),

/***/ 6410:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   R: () => (/* binding */ shownOf)
/* harmony export */ });
/* harmony import */ var _rollout_results_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(4712);
/* harmony import */ var _paste_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6499);
/* harmony import */ var _scrubbed_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2405);



/** What summary and comment show of a run, without its secrets. */
function shownOf(outcomes, github, secrets, { title, failure, result = (0,_rollout_results_js__WEBPACK_IMPORTED_MODULE_0__/* .resultOf */ .Bg)(outcomes) } = {}) {
    const { serverUrl, repository, runId } = github;
    const shown = {
        outcomes,
        result,
        context: {
            action: (0,_paste_js__WEBPACK_IMPORTED_MODULE_2__/* .actionReference */ .Oc)(github.actionRepository, github.actionRef),
            runUrl: repository === '' || runId === '' ? undefined : `${serverUrl}/${repository}/actions/runs/${runId}`,
            accountId: outcomes.find(({ accountId }) => accountId !== undefined)?.accountId
        },
        title,
        error: failure
    };
    return (0,_scrubbed_js__WEBPACK_IMPORTED_MODULE_1__/* .scrubbed */ .f)(shown, secrets);
}


/***/ }),

/***/ 9667:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  R: () => (/* binding */ renderBlocks),
  B: () => (/* binding */ renderSummary)
});

// EXTERNAL MODULE: external "node:buffer"
var external_node_buffer_ = __webpack_require__(4573);
// EXTERNAL MODULE: ./rollout/results.js
var results = __webpack_require__(4712);
// EXTERNAL MODULE: ./runtime/text.js
var runtime_text = __webpack_require__(4772);
// EXTERNAL MODULE: ./report/budget.js
var report_budget = __webpack_require__(6154);
// EXTERNAL MODULE: ./model/redact.js
var redact = __webpack_require__(6489);
// EXTERNAL MODULE: ./runtime/clock.js
var clock = __webpack_require__(49);
// EXTERNAL MODULE: ./report/markdown.js
var markdown = __webpack_require__(8186);
// EXTERNAL MODULE: ./report/paste.js
var paste = __webpack_require__(6499);
;// CONCATENATED MODULE: ./report/shown.js



/** Text from outside as inline code, without the secrets of URLs in it. */
function shown(text, longest) {
    return (0,markdown/* code */.aY)((0,redact/* redactText */.Rd)(text), longest);
}
const LONGEST_NAME = 100;
/** The same for names and ids. */
function shownName(text) {
    return shown(text, LONGEST_NAME);
}
/** A value, redacted already, as inline code; absent is a dash. */
function shownValue(value) {
    if (value === null)
        return (0,markdown/* markup */.PT) `–`;
    return shown(typeof value === 'string' ? value : JSON.stringify(value));
}
const MOST_LINES = 20;
/** A message, line by line. */
function shownMessage(message, longest) {
    return linesOf(message, longest).map(line => (0,markdown/* prose */.CS)(line));
}
/** A text of this action, line by line; a RAM policy in it stands in a block of its own, to be copied. */
function shownAdvice(advice, longest) {
    return linesOf(advice, longest).flatMap(line => {
        const policy = policyIn(line);
        if (policy === undefined)
            return [(0,markdown/* prose */.CS)(line)];
        const { before, value, after } = policy;
        return [(0,markdown/* prose */.CS)(before), (0,markdown/* fence */.EU)('json', (0,paste/* jsonText */.s$)(value, 2)), (0,markdown/* prose */.CS)(after)].filter(part => part.source !== '');
    });
}
function linesOf(text, longest) {
    // redacted first: a secret that is cut in two is not recognised
    const redacted = (0,redact/* redactText */.Rd)(text);
    const cut = redacted.length <= longest ? redacted : `${redacted.slice(0, longest)}…`;
    return cut
        .split('\n')
        .filter(line => line.trim() !== '')
        .slice(0, MOST_LINES);
}
function policyIn(line) {
    const start = line.indexOf('{"Version":"1","Statement":');
    const end = line.lastIndexOf('}') + 1;
    if (start < 0 || end <= start || end - start > 4000)
        return undefined;
    try {
        const value = JSON.parse(line.slice(start, end));
        return { before: line.slice(0, start), value, after: line.slice(end).replace(/^\.$/, '') };
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./report/headline.js






const SIGNS = {
    'rollback-failed': '❌',
    unknown: '❓',
    partial: '⚠️',
    cancelled: '⏹️',
    failed: '❌',
    'rolled-back': '↩️',
    submitted: '⏳',
    switched: '✅',
    unchanged: '✅',
    planned: '📋',
    valid: '✅',
    'not-started': '⏸️'
};
/** The result's word of the contract, as words. */
function wordsOf(result) {
    return result.replaceAll('-', ' ');
}
/** `✅ Switched`. */
function verdictOf(result) {
    const words = wordsOf(result);
    return new markdown/* Markdown */.oz(`${SIGNS[result]} ${words.charAt(0).toUpperCase()}${words.slice(1)}`);
}
/** What people call the target: the backend's name and the stage; without a name, the target's own. */
function titleOf({ plan, target }) {
    const name = plan?.live?.backend.name ?? '';
    return name === '' ? shownName(target.name) : (0,markdown/* markup */.PT) `${shownName(name)} in ${shownName(target.stageName)}`;
}
/** The same as text. */
function nameOf({ plan, target }) {
    const name = plan?.live?.backend.name ?? '';
    return (0,redact/* redactText */.Rd)(name === '' ? target.name : `${name} in ${target.stageName}`);
}
/** The result of a target in a few sentences. */
function sentenceOf(outcome) {
    const took = outcome.durationMs > 0 ? `It took ${(0,clock/* formatDuration */.a)(outcome.durationMs)}.` : '';
    return outcome.result === 'planned'
        ? (0,markdown/* sentences */.hC)(planSentence(outcome), 'Nothing was sent.')
        : (0,markdown/* sentences */.hC)(endOf(outcome), probesGood(outcome), took);
}
function endOf({ result, accepted, changed, progress, probes, error }) {
    switch (result) {
        case 'valid':
            return 'The inputs are valid. Nothing was read from the cloud, and nothing was sent.';
        case 'not-started':
            return 'Not started. Nothing was sent.';
        case 'planned':
            return '';
        case 'unchanged':
            return 'Live was already the wanted definition, so nothing was sent.';
        case 'switched':
            return progress === undefined || progress.total === 0
                ? 'The new definition is live, and the one read back is the wanted one. No published API had to move.'
                : `${headline_all(progress.total, 'published API')} moved to the new definition, and the one read back is the wanted one.`;
        case 'submitted':
            return 'The modification was accepted. It was not followed to a sure end, so whether every API moved is not known.';
        case 'failed':
            return 'Nothing was changed.';
        case 'partial': {
            const bad = probes.filter(probe => !probe.good).length;
            const what = progress !== undefined && progress.failed > 0
                ? `${progress.failed} of ${(0,runtime_text/* plural */.LS)(progress.total, 'API')} failed to move`
                : bad > 0
                    ? `${bad} of ${(0,runtime_text/* plural */.LS)(probes.length, 'probe')} did not answer well`
                    : 'what came of it is not what was wanted';
            return `The new definition was sent, and ${what}. It was not put back.`;
        }
        case 'unknown':
            return accepted === undefined
                ? 'The modification was perhaps sent: no answer tells what became of it.'
                : 'The modification was accepted, but how it ended could not be learnt.';
        case 'cancelled':
            if (accepted !== undefined) {
                return 'The step was stopped after the modification had been accepted. The batch goes on in the cloud without it.';
            }
            return changed === false
                ? 'The step was stopped before anything was sent.'
                : 'The step was stopped while the modification was being sent: it may have arrived.';
        case 'rolled-back':
            if (error?.code === 'SetRolledBack') {
                return 'It was switched, and put back because another target failed: the previous definition is back and confirmed.';
            }
            return 'The switch failed, and the previous definition is back and confirmed.';
        case 'rollback-failed':
            return 'The switch failed, and so did the way back. Look at what is live before anything else is switched.';
    }
}
function probesGood({ probes }) {
    if (probes.length === 0 || !probes.every(probe => probe.good))
        return '';
    return `${headline_all(probes.length, 'probe')} answered well.`;
}
/** `The one probe`, `Both probes`, `All 3 probes`. */
function headline_all(count, noun) {
    if (count === 1)
        return `The one ${noun}`;
    return `${count === 2 ? 'Both' : `All ${count}`} ${noun}s`;
}
function planSentence({ plan, hasChanges }) {
    if (hasChanges === false)
        return (0,markdown/* markup */.PT) `An apply would send **nothing**: live already is as wanted.`;
    const { difference, published } = plan ?? {};
    const moving = published === undefined
        ? 'an unknown number of published APIs'
        : published.length === 0
            ? 'no published API'
            : (0,runtime_text/* plural */.LS)(published.length, 'published API');
    if (difference === undefined) {
        return (0,markdown/* markup */.PT) `An apply would send the definition and move **${moving}**. What it changes is not known: live may not be read.`;
    }
    const { changes, omitted } = difference;
    const removal = omitted.length === 0 ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `, remove **${(0,runtime_text/* plural */.LS)(omitted.length, 'key')} by omission**`;
    return changes.length === 0
        ? (0,markdown/* markup */.PT) `An apply would send the definition, although no given key differs${removal}, and move **${moving}**.`
        : (0,markdown/* markup */.PT) `An apply would change **${(0,runtime_text/* plural */.LS)(changes.length, 'key')}**${removal}, and move **${moving}**.`;
}
/** How many targets ended in which way: `1 failed, 3 switched.` */
function tallyOf(outcomes) {
    const counts = results/* RESULTS */.Pr.map(result => ({
        result,
        count: outcomes.filter(outcome => outcome.result === result).length
    })).filter(({ count }) => count > 0);
    const tally = `${counts.map(({ result, count }) => `${count} ${wordsOf(result)}`).join(', ')}.`;
    const planned = outcomes.filter(({ result }) => result === 'planned');
    return planned.length === 0 ? tally : `${tally} ${applySentence(planned)} Nothing was sent.`;
}
function applySentence(planned) {
    const sending = planned.filter(({ hasChanges }) => hasChanges !== false);
    if (sending.length === 0)
        return 'An apply would send nothing.';
    const counts = sending.map(({ plan }) => plan?.published?.length);
    const moving = counts.every(count => count !== undefined)
        ? (0,runtime_text/* plural */.LS)(counts.reduce((sum, count) => sum + count, 0), 'published API')
        : 'an unknown number of published APIs';
    return `An apply would send ${(0,runtime_text/* plural */.LS)(sending.length, 'modification')} and move ${moving}.`;
}
/** Whether anything may have been sent, so that a way back makes sense. */
function mayHaveSent({ accepted, changed, result }) {
    if (result === 'planned' || result === 'failed' || result === 'unchanged')
        return false;
    return accepted !== undefined || changed !== false;
}
/** The backend's id, its type, the stage, the account. */
function placeOf({ target, plan }, accountId) {
    const type = plan?.backendType ?? target.backendType;
    return (0,markdown/* markup */.PT) `Backend ${shownName(target.backendId)}${type === undefined ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `, type ${shownName(type)}`}, stage ${shownName(target.stageName)}${accountId === undefined ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `, account ${shownName(accountId)}`}`;
}

;// CONCATENATED MODULE: ./report/api-sections.js





const LONGEST_ANSWER = 200;
const MOST_GROUPS = 12;
/** How many APIs an apply would move, by group. */
function groupsSection({ plan, result, hasChanges }) {
    const published = plan?.published ?? [];
    if (result !== 'planned' || hasChanges === false || published.length === 0)
        return markdown/* NOTHING */.K$;
    const groups = byGroup(published);
    const counts = groups
        .slice(0, MOST_GROUPS)
        .map(([group, members]) => (0,markdown/* markup */.PT) `${shownName(group)} ${members.length}`);
    const more = groups.length > counts.length
        ? (0,markdown/* markup */.PT) ` and ${(0,runtime_text/* plural */.LS)(groups.length - counts.length, 'more group')}`
        : markdown/* NOTHING */.K$;
    return (0,markdown/* markup */.PT) `APIs that move, by group: ${(0,markdown/* commas */.Rm)(counts)}${more}`;
}
/** The APIs that failed, in the open. */
function failedApisSection({ progress }, budget, cuts) {
    const failed = (progress?.apis ?? []).filter(api => api.state === 'failed');
    cuts.add('failed API', failed.length - budget.failedApis);
    return (0,markdown/* table */.tp)(['Failed API', 'Answer of the service'], failed
        .slice(0, budget.failedApis)
        .map(api => [
        (0,markdown/* markup */.PT) `${shownName(api.name || api.apiId)} of ${shownName(api.group)}`,
        (0,markdown/* prose */.CS)((0,redact/* redactText */.Rd)(answerOf(api)), LONGEST_ANSWER)
    ]));
}
/** Every other API by group, to be opened: with its state, or what asks for it as long as nothing moves. */
function apisSection(outcome, budget, cuts) {
    const { plan, progress, result } = outcome;
    if (progress !== undefined) {
        const rest = progress.apis.filter(api => api.state !== 'failed');
        return apiTable(statesOf(progress.apis), 'State', rest, stateCell, budget, cuts);
    }
    if (result !== 'planned' && !mayHaveSent(outcome))
        return markdown/* NOTHING */.K$;
    const published = plan?.published ?? [];
    return apiTable((0,runtime_text/* plural */.LS)(published.length, 'published API'), 'Request', published, requestCell, budget, cuts);
}
function apiTable(title, column, apis, cell, budget, cuts) {
    const ordered = byGroup(apis).flatMap(([, members]) => members);
    const listed = ordered.slice(0, budget.apis);
    cuts.add('API', ordered.length - listed.length);
    const rows = listed.map((api, index) => [
        listed[index - 1]?.group === api.group ? markdown/* NOTHING */.K$ : shownName(api.group),
        shownName(api.name || api.apiId),
        cell(api)
    ]);
    return (0,markdown/* details */.zH)((0,markdown/* prose */.CS)(title), [(0,markdown/* table */.tp)(['Group', 'API', column], rows)]);
}
/** The largest group first. */
function byGroup(apis) {
    return [...Map.groupBy(apis, api => api.group)].sort(([, one], [, other]) => other.length - one.length);
}
function requestCell({ method, path }) {
    const request = [method, path].filter(Boolean).join(' ');
    return request === '' ? (0,markdown/* markup */.PT) `–` : shown(request, LONGEST_ANSWER);
}
function stateCell(api) {
    if (api.state === 'updated')
        return (0,markdown/* markup */.PT) `✓ updated`;
    const answer = answerOf(api);
    return answer === '' ? (0,markdown/* markup */.PT) `… moving` : (0,markdown/* markup */.PT) `… moving: ${shown(answer, LONGEST_ANSWER)}`;
}
/** The raw status and message. */
function answerOf({ status, message }) {
    return [status, message].filter(Boolean).join(': ');
}
const STATES = ['updated', 'failed', 'moving'];
/** `14 APIs: 12 updated, 2 failed`. */
function statesOf(apis) {
    const counts = STATES.map(state => ({ state, count: apis.filter(api => api.state === state).length }));
    const parts = counts.filter(({ count }) => count > 0).map(({ state, count }) => `${count} ${state}`);
    return `${(0,runtime_text/* plural */.LS)(apis.length, 'API')}: ${parts.join(', ')}`;
}

// EXTERNAL MODULE: ./errors.js
var errors = __webpack_require__(8645);
// EXTERNAL MODULE: ./rollout/going-on.js
var going_on = __webpack_require__(2732);
// EXTERNAL MODULE: ./report/report.js
var report = __webpack_require__(6605);
;// CONCATENATED MODULE: ./report/sections.js









/** What failed on a target, and the cure. Never left out. */
function errorSection({ error, plan, target }, budget) {
    if (error === undefined)
        return markdown/* NOTHING */.K$;
    // the target stands above, and the way back below, as a step
    const prefix = `${target.name}: `;
    const message = error.message.startsWith(prefix) ? error.message.slice(prefix.length) : error.message;
    const hint = plan === undefined ? error.hint : error.hint?.replace((0,going_on/* wayOn */.jT)(plan), '');
    return errorAlert({ code: error.code, message, hint, requestId: error.requestId }, budget);
}
/** Every problem of the inputs as an item of a list, any other error as it is. */
function errorAlert(error, budget) {
    const { code, message, hint, requestId } = error;
    const request = requestId === undefined ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `, request ${shownName(requestId)}`;
    return (0,markdown/* alert */.xE)('CAUTION', [
        ...(error instanceof errors/* InputError */.dz
            ? [
                // without a line of text behind its mark GitHub makes no alert
                (0,markdown/* markup */.PT) `The inputs have ${(0,runtime_text/* plural */.LS)(error.problems.length, 'problem')}:`,
                (0,markdown/* list */.p_)(error.problems.slice(0, MOST_PROBLEMS).map(problem => problemItem(problem, budget)))
            ]
            : shownMessage(message, budget.text)),
        ...(hint === undefined ? [] : shownAdvice(hint, budget.text)),
        (0,markdown/* markup */.PT) `Code ${shownName(code)}${request}`
    ]);
}
const MOST_PROBLEMS = 30;
function problemItem({ input, message }, budget) {
    return (0,markdown/* markup */.PT) `${shownName(input)} ${(0,markdown/* prose */.CS)((0,redact/* redactText */.Rd)(message), budget.text)}`;
}
function warningsSection({ plan, target }, budget, cuts) {
    const warnings = plan?.warnings ?? [];
    const prefix = `${target.name}: `;
    cuts.add('warning', warnings.length - budget.extras);
    return (0,markdown/* alert */.xE)('WARNING', warnings
        .slice(0, budget.extras)
        .map(warning => (warning.startsWith(prefix) ? warning.slice(prefix.length) : warning))
        .flatMap(warning => shownAdvice(warning, budget.text)));
}
/** What moves from where to where, by path. */
function changesSection(outcome, budget, cuts) {
    const { difference } = outcome.plan ?? {};
    if (difference === undefined)
        return markdown/* NOTHING */.K$;
    const sends = outcome.hasChanges !== false && outcome.result !== 'unchanged';
    const omitted = sends ? difference.omitted : [];
    const rows = [
        ...difference.changes.map(change => changeRow(change, (0,markdown/* markup */.PT) `–`)),
        ...omitted.map(change => changeRow(change, (0,markdown/* markup */.PT) `*removed, by omission*`))
    ];
    cuts.add('change', rows.length - budget.changes);
    return (0,markdown/* blocks */.Bv)([
        (0,markdown/* table */.tp)(['Key', titleOfValues(outcome.result)], rows.slice(0, budget.changes)),
        sends || budget.changes === 0 ? markdown/* NOTHING */.K$ : leftOut(difference.omitted)
    ]);
}
function titleOfValues(result) {
    if (result === 'planned' || result === 'failed' || result === 'unchanged')
        return 'Live → Wanted';
    return result === 'switched' ? 'Before → After' : 'Before → Sent';
}
/** Both values in one cell, one below the other: on a telephone a third column is out of sight, and with it what is to be approved. */
function changeRow(change, absent) {
    const { path, before, after } = (0,report/* redactChange */.Qj)(change);
    const [was, is] = [shownValue(before), after === null ? absent : shownValue(after)];
    // two secrets, two long texts, or a difference in what cannot be seen
    const note = was.source === is.source ? (0,markdown/* markup */.PT) ` (another value)` : markdown/* NOTHING */.K$;
    return [shown(path), (0,markdown/* markup */.PT) `${was}<br>→ ${is}${note}`];
}
function leftOut(omitted) {
    if (omitted.length === 0)
        return markdown/* NOTHING */.K$;
    const paths = omitted.slice(0, 10).map(({ path }) => shown(path));
    const more = omitted.length > paths.length ? (0,markdown/* markup */.PT) ` and ${omitted.length - paths.length} more` : markdown/* NOTHING */.K$;
    return (0,markdown/* markup */.PT) `Live also holds ${(0,markdown/* commas */.Rm)(paths)}${more}, which the definition leaves out. That alone is no change; ${shown('skip-unchanged: false')} sends it all the same.`;
}
const MOST_APPROVED = 50;
/** What an approval is given with. An apply wants a line for every target, also for one without changes. */
function approvalSection(outcomes) {
    const planned = outcomes.filter(({ result }) => result === 'planned');
    // an apply would fail where a plan did
    if (planned.length < outcomes.length)
        return markdown/* NOTHING */.K$;
    if (planned.every(({ hasChanges }) => hasChanges === false))
        return markdown/* NOTHING */.K$;
    const lines = planned.flatMap(({ target, plan }) => plan?.fingerprint === undefined
        ? []
        : [outcomes.length === 1 ? plan.fingerprint : `${target.name} ${plan.fingerprint}`]);
    if (lines.length < planned.length) {
        return (0,markdown/* markup */.PT) `Without the right to read the live definition there is no fingerprint to approve.`;
    }
    const promise = (0,markdown/* markup */.PT) `If live or what is wanted is another by then, it writes nothing.`;
    if (lines.length > MOST_APPROVED) {
        return (0,markdown/* markup */.PT) `**To approve**, give the apply the output ${shown('plan-fingerprint')} as ${shown('approved-plan')}. ${promise}`;
    }
    return (0,markdown/* blocks */.Bv)([
        (0,markdown/* markup */.PT) `**To approve**, give the apply this input. ${promise}`,
        (0,markdown/* fence */.EU)('yaml', (0,paste/* inputText */.AN)('approved-plan', lines))
    ]);
}
function probesSection({ probes }, budget, cuts) {
    // a bad one is what one looks for
    const sorted = [...probes.filter(probe => !probe.good), ...probes.filter(probe => probe.good)];
    cuts.add('probe', sorted.length - budget.extras);
    return (0,markdown/* table */.tp)(['Probe', 'Answer', 'Asked'], sorted
        .slice(0, budget.extras)
        .map(({ url, good, attempts, detail }) => [
        shown(url),
        (0,markdown/* markup */.PT) `${good ? '✓ good' : '✗ bad'}${detail === '' ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `: ${shown(detail)}`}`,
        (0,markdown/* markup */.PT) `${(0,runtime_text/* plural */.LS)(attempts, 'time')}`
    ]));
}
const LONGEST_STEP = 20_000;
/** The way back, as a step to be pasted. Open where it may be what the reader came for. */
function wayBackSection(outcome, action, budget, cuts) {
    const { plan, result, target } = outcome;
    if (plan === undefined || !mayHaveSent(outcome) || result === 'rolled-back')
        return markdown/* NOTHING */.K$;
    const wentWell = result === 'switched' || result === 'submitted';
    const again = wentWell
        ? markdown/* NOTHING */.K$
        : (0,markdown/* markup */.PT) `**To send the new definition again**, re-run the job, or give \`skip-unchanged: false\`: it is sent even where the definition is equal.`;
    const previous = (0,going_on/* pastableDefinition */.UV)(plan);
    if ('reason' in previous) {
        return (0,markdown/* blocks */.Bv)([
            again,
            (0,markdown/* markup */.PT) `**To go back**, run this action with the definition from before. It is not shown here, because ${previous.reason}.`
        ]);
    }
    const step = (0,paste/* stepText */.uw)(action, {
        ...(target.regionId === undefined ? {} : { 'region-id': target.regionId }),
        'backend-id': target.backendId,
        'stage-name': target.stageName,
        'backend-model-data': { json: JSON.parse(previous.json) },
        // live may be the old definition again, with APIs that never moved back
        ...(wentWell ? {} : { 'skip-unchanged': false })
    });
    if (!budget.wayBack || step.length > LONGEST_STEP) {
        cuts.add('restore step', 1);
        return again;
    }
    return (0,markdown/* details */.zH)((0,markdown/* markup */.PT) `How to go ${wentWell ? 'back' : 'on'}`, [again, (0,markdown/* markup */.PT) `**To go back**, run this step, with the credentials of this one:`, (0,markdown/* fence */.EU)('yaml', step)], !wentWell);
}
/** What support, or a look into the console, needs. Never left out. */
function idsSection({ accepted, rollback, plan, changed, result, hasChanges }) {
    const approvable = result === 'planned' && hasChanges !== false;
    return (0,markdown/* list */.p_)([
        ...(changed === undefined
            ? [(0,markdown/* markup */.PT) `Whether the definition in the cloud is another than before the step is not known`]
            : []),
        ...(accepted === undefined
            ? []
            : [(0,markdown/* markup */.PT) `Request ${shownName(accepted.requestId)}, operation ${operation(accepted.operationId)}`]),
        ...(rollback === undefined
            ? []
            : [
                (0,markdown/* markup */.PT) `Rollback: request ${shownName(rollback.requestId)}, operation ${operation(rollback.operationId)}`
            ]),
        ...(plan?.fingerprint === undefined || approvable
            ? []
            : [(0,markdown/* markup */.PT) `Plan fingerprint ${shown(plan.fingerprint)}`])
    ]);
}
function operation(id) {
    return id === '' ? (0,markdown/* markup */.PT) `not given` : shownName(id);
}

;// CONCATENATED MODULE: ./report/timeline.js

const NAMES = {
    plan: 'Plan',
    write: 'Write',
    batch: 'Batch',
    'read-back': 'Read back',
    probe: 'Probe',
    rollback: 'Roll back'
};
const MOST_SECTIONS = 20;
/**
 * A Mermaid `gantt` of the phases, a section for each target; `undefined` where no target has two phases
 * that took any time. Nothing in it comes from outside: targets are told by their number. Times are shown by the
 * reader's clock.
 * https://mermaid.js.org/syntax/gantt.html
 */
function ganttOf(targets) {
    const sections = targets
        .slice(0, MOST_SECTIONS)
        .map((phases, index) => ({ name: `Target ${index + 1}`, phases: phases.filter(tookTime) }))
        .filter(section => section.phases.length > 0);
    if (!sections.some(section => section.phases.length > 1))
        return undefined;
    const all = sections.flatMap(section => section.phases);
    const totalMs = Math.max(...all.map(phase => phase.endedAt)) - Math.min(...all.map(phase => phase.startedAt));
    return [
        'gantt',
        '  accTitle: When each phase began and ended',
        '  dateFormat x',
        // below some seconds every whole second would read the same
        `  axisFormat ${totalMs < 5_000 ? '%S.%L s' : '%H:%M:%S'}`,
        `  tickInterval ${tickOf(totalMs)}`,
        ...sections.flatMap(({ name, phases }) => [
            ...(targets.length > 1 ? [`  section ${name}`] : []),
            ...phases.map(bar)
        ])
    ].join('\n');
}
const TICKS = [
    ...[100, 200, 500].map(ms => [ms, `${ms}millisecond`]),
    ...[1, 2, 5, 10, 15, 30].map(seconds => [seconds * 1000, `${seconds}second`]),
    ...[1, 2, 5, 10, 15, 30].map(minutes => [minutes * 60_000, `${minutes}minute`])
];
/** Few enough ticks to be told apart on a phone. */
function tickOf(totalMs) {
    return TICKS.find(([ms]) => totalMs / ms <= 5)?.[1] ?? '6hour';
}
function bar({ name, startedAt, endedAt }) {
    const style = name === 'rollback' ? 'crit, ' : '';
    return `  ${NAMES[name]} ${(0,clock/* formatDuration */.a)(endedAt - startedAt)} :${style}${Math.round(startedAt)}, ${Math.round(endedAt)}`;
}
/** A bar needs a length; times that are no numbers draw nothing. */
function tookTime({ startedAt, endedAt }) {
    return Math.round(endedAt) > Math.round(startedAt) && startedAt >= 0 && Number.isFinite(endedAt);
}

;// CONCATENATED MODULE: ./report/summary.js










/** The runner drops a summary above 1 MiB. */
const MAX_SUMMARY_BYTES = 1_000_000;
/** The job summary, as GitHub-flavoured markdown. What is too much for the limit is left out from the least useful end, and named. */
function renderSummary(end, limitBytes = MAX_SUMMARY_BYTES) {
    const cutNote = (cuts) => (0,markdown/* markup */.PT) `*Left out to fit: ${cuts}. The file that the output ${shown('report-file')} names holds everything.*`;
    // the file ends with a line break, since other summaries may follow in it
    return `${(0,report_budget/* fitted */.$5)(budget => renderBlocks(end, budget, cutNote), limitBytes - 1, text => external_node_buffer_.Buffer.byteLength(text))}\n`;
}
/** The blocks of a summary or comment, the most useful first. */
function renderBlocks(end, budget, cutNote) {
    const { outcomes } = end;
    const cuts = new report_budget/* Cuts */.KQ();
    const [only] = outcomes;
    const parts = only !== undefined && outcomes.length === 1 ? single(end, only, budget, cuts) : several(end, budget, cuts);
    const left = cuts.toString();
    const title = end.title === undefined ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) `**${end.title}**`;
    return [title, ...parts, left === '' ? markdown/* NOTHING */.K$ : cutNote(left)]
        .map(part => part.source)
        .filter(source => source !== '');
}
function single(end, outcome, budget, cuts) {
    const { context, result = outcome.result, error } = end;
    return [
        (0,markdown/* markup */.PT) `## ${verdictOf(result)}: ${titleOf(outcome)}`,
        sentenceOf({ ...outcome, result }),
        error === undefined || error === outcome.error ? markdown/* NOTHING */.K$ : errorAlert(error, budget),
        ...body(outcome, context, budget, cuts),
        approvalSection([outcome]),
        idsSection(outcome),
        timelineSection([outcome], budget, cuts),
        apisSection(outcome, budget, cuts)
    ];
}
/** What stands below the sentence of a target. */
function body(outcome, context, budget, cuts) {
    return [
        errorSection(outcome, budget),
        placeOf(outcome, context.accountId),
        changesSection(outcome, budget, cuts),
        groupsSection(outcome),
        failedApisSection(outcome, budget, cuts),
        probesSection(outcome, budget, cuts),
        warningsSection(outcome, budget, cuts),
        wayBackSection(outcome, context.action, budget, cuts)
    ];
}
function several(end, budget, cuts) {
    const { outcomes, context, error, result = (0,results/* resultOf */.Bg)(outcomes) } = end;
    const numbered = outcomes.map((outcome, index) => ({ outcome, number: index + 1 }));
    // in order as long as all are shown; the worst ones when not
    const rows = numbered.length <= budget.rows ? numbered : numbered.toSorted(byBadness).slice(0, budget.rows);
    cuts.add('target', numbered.length - rows.length);
    const parts = rows.filter(({ outcome }) => budget.parts === 'all' || (budget.parts === 'red' && !(0,results/* isGreen */.gf)(outcome.result)));
    if (budget.parts !== 'all')
        cuts.add('target section', rows.length - parts.length);
    const errors = budget.parts === 'none' ? rows.map(row => briefError(row, budget)) : [];
    return [
        outcomes.length === 0
            ? (0,markdown/* markup */.PT) `## ${verdictOf(result)}`
            : (0,markdown/* markup */.PT) `## ${verdictOf(result)}: ${(0,runtime_text/* plural */.LS)(outcomes.length, 'target')}`,
        outcomes.length > 0
            ? (0,markdown/* prose */.CS)(tallyOf(outcomes))
            : result === 'failed'
                ? (0,markdown/* markup */.PT) `Nothing was sent.`
                : markdown/* NOTHING */.K$,
        error === undefined ? markdown/* NOTHING */.K$ : errorAlert(error, budget),
        targetsTable(rows),
        idsTable(rows),
        ...errors,
        approvalSection(outcomes),
        ...parts.map(({ outcome, number }) => part(number, outcome, context, budget, cuts)),
        timelineSection(outcomes, budget, cuts)
    ];
}
function briefError({ number, outcome }, budget) {
    if (outcome.error === undefined)
        return markdown/* NOTHING */.K$;
    return (0,markdown/* blocks */.Bv)([(0,markdown/* markup */.PT) `Target ${number}, ${titleOf(outcome)}`, errorSection(outcome, budget)]);
}
function byBadness(one, other) {
    return results/* RESULTS */.Pr.indexOf(one.outcome.result) - results/* RESULTS */.Pr.indexOf(other.outcome.result);
}
function targetsTable(rows) {
    const columns = [
        { title: 'No.', when: true, cell: ({ number }) => (0,markdown/* markup */.PT) `${number}` },
        { title: 'Target', when: true, cell: ({ outcome }) => titleOf(outcome) },
        { title: 'Result', when: true, cell: ({ outcome }) => verdictOf(outcome.result) },
        { title: 'Changes', when: true, cell: ({ outcome }) => changesCell(outcome) },
        { title: 'APIs', when: true, cell: ({ outcome }) => apisCell(outcome) },
        {
            title: 'Error',
            when: rows.some(({ outcome }) => outcome.error !== undefined),
            cell: ({ outcome: { error } }) => (error === undefined ? markdown/* NOTHING */.K$ : shownName(error.code))
        }
    ];
    const used = columns.filter(({ when }) => when);
    return (0,markdown/* table */.tp)(used.map(({ title }) => title), rows.map(row => used.map(({ cell }) => cell(row))));
}
/** What support asks for; in one place, since the parts of the targets may be left out. */
function idsTable(rows) {
    const sent = rows.filter(({ outcome }) => outcome.accepted !== undefined || outcome.rollback !== undefined);
    return (0,markdown/* details */.zH)((0,markdown/* markup */.PT) `Request and operation ids`, [
        (0,markdown/* table */.tp)(['No.', 'Request, operation', 'Rollback'], sent.map(({ outcome, number }) => [
            (0,markdown/* markup */.PT) `${number}`,
            idPair(outcome.accepted),
            idPair(outcome.rollback)
        ]))
    ]);
}
function idPair(ids) {
    return ids === undefined ? (0,markdown/* markup */.PT) `–` : (0,markdown/* markup */.PT) `${shownName(ids.requestId)}, ${shownName(ids.operationId)}`;
}
function changesCell({ plan, hasChanges }) {
    if (plan?.difference === undefined)
        return (0,markdown/* markup */.PT) `–`;
    const { changes, omitted } = plan.difference;
    const removed = hasChanges === false ? 0 : omitted.length;
    if (changes.length + removed === 0)
        return (0,markdown/* markup */.PT) `none`;
    return (0,markdown/* markup */.PT) `${(0,runtime_text/* plural */.LS)(changes.length + removed, 'key')}${removed === 0 ? markdown/* NOTHING */.K$ : (0,markdown/* markup */.PT) ` (${removed} removed)`}`;
}
function apisCell({ plan, progress, hasChanges }) {
    if (progress !== undefined)
        return (0,markdown/* markup */.PT) `${progress.updated} of ${progress.total}`;
    return plan?.published === undefined || hasChanges === false ? (0,markdown/* markup */.PT) `–` : (0,markdown/* markup */.PT) `${plan.published.length}`;
}
/** All of one target, closed where it went well. */
function part(number, outcome, context, budget, cuts) {
    return (0,markdown/* details */.zH)((0,markdown/* markup */.PT) `${number}. ${nameOf(outcome)}: ${verdictOf(outcome.result)}`, [
        sentenceOf(outcome),
        ...body(outcome, context, budget, cuts),
        idsSection(outcome),
        apisSection(outcome, budget, cuts)
    ], 
    // what is to be approved is to be read
    !(0,results/* isGreen */.gf)(outcome.result) || (outcome.result === 'planned' && outcome.hasChanges !== false));
}
function timelineSection(outcomes, budget, cuts) {
    const gantt = ganttOf(outcomes.map(({ phases }) => phases));
    if (gantt === undefined)
        return markdown/* NOTHING */.K$;
    if (budget.timeline)
        return (0,markdown/* fence */.EU)('mermaid', gantt);
    cuts.add('timeline', 1);
    return markdown/* NOTHING */.K$;
}


/***/ })

};
