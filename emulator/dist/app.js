/******/ var __webpack_modules__ = ({

/***/ 181:
/***/ ((module) => {

module.exports = process.getBuiltinModule("buffer");

/***/ }),

/***/ 932:
/***/ ((module) => {

module.exports = process.getBuiltinModule("process");

/***/ }),

/***/ 6745:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);
var YAMLMap = __nccwpck_require__(2938);
var YAMLSeq = __nccwpck_require__(3571);
var resolveBlockMap = __nccwpck_require__(619);
var resolveBlockSeq = __nccwpck_require__(1610);
var resolveFlowCollection = __nccwpck_require__(562);

function resolveCollection(CN, ctx, token, onError, tagName, tag) {
    const coll = token.type === 'block-map'
        ? resolveBlockMap.resolveBlockMap(CN, ctx, token, onError, tag)
        : token.type === 'block-seq'
            ? resolveBlockSeq.resolveBlockSeq(CN, ctx, token, onError, tag)
            : resolveFlowCollection.resolveFlowCollection(CN, ctx, token, onError, tag);
    const Coll = coll.constructor;
    // If we got a tagName matching the class, or the tag name is '!',
    // then use the tagName from the node class used to create it.
    if (tagName === '!' || tagName === Coll.tagName) {
        coll.tag = Coll.tagName;
        return coll;
    }
    if (tagName)
        coll.tag = tagName;
    return coll;
}
function composeCollection(CN, ctx, token, props, onError) {
    const tagToken = props.tag;
    const tagName = !tagToken
        ? null
        : ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg));
    if (token.type === 'block-seq') {
        const { anchor, newlineAfterProp: nl } = props;
        const lastProp = anchor && tagToken
            ? anchor.offset > tagToken.offset
                ? anchor
                : tagToken
            : (anchor ?? tagToken);
        if (lastProp && (!nl || nl.offset < lastProp.offset)) {
            const message = 'Missing newline after block sequence props';
            onError(lastProp, 'MISSING_CHAR', message);
        }
    }
    const expType = token.type === 'block-map'
        ? 'map'
        : token.type === 'block-seq'
            ? 'seq'
            : token.start.source === '{'
                ? 'map'
                : 'seq';
    // shortcut: check if it's a generic YAMLMap or YAMLSeq
    // before jumping into the custom tag logic.
    if (!tagToken ||
        !tagName ||
        tagName === '!' ||
        (tagName === YAMLMap.YAMLMap.tagName && expType === 'map') ||
        (tagName === YAMLSeq.YAMLSeq.tagName && expType === 'seq')) {
        return resolveCollection(CN, ctx, token, onError, tagName);
    }
    let tag = ctx.schema.tags.find(t => t.tag === tagName && t.collection === expType);
    if (!tag) {
        const kt = ctx.schema.knownTags[tagName];
        if (kt?.collection === expType) {
            ctx.schema.tags.push(Object.assign({}, kt, { default: false }));
            tag = kt;
        }
        else {
            if (kt) {
                onError(tagToken, 'BAD_COLLECTION_TYPE', `${kt.tag} used for ${expType} collection, but expects ${kt.collection ?? 'scalar'}`, true);
            }
            else {
                onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, true);
            }
            return resolveCollection(CN, ctx, token, onError, tagName);
        }
    }
    const coll = resolveCollection(CN, ctx, token, onError, tagName, tag);
    const res = tag.resolve?.(coll, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg), ctx.options) ?? coll;
    const node = identity.isNode(res)
        ? res
        : new Scalar.Scalar(res);
    node.range = coll.range;
    node.tag = tagName;
    if (tag?.format)
        node.format = tag.format;
    return node;
}

exports.composeCollection = composeCollection;


/***/ }),

/***/ 6183:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Document = __nccwpck_require__(7977);
var composeNode = __nccwpck_require__(413);
var resolveEnd = __nccwpck_require__(2368);
var resolveProps = __nccwpck_require__(6715);

function composeDoc(options, directives, { offset, start, value, end }, onError) {
    const opts = Object.assign({ _directives: directives }, options);
    const doc = new Document.Document(undefined, opts);
    const ctx = {
        atKey: false,
        atRoot: true,
        directives: doc.directives,
        options: doc.options,
        schema: doc.schema
    };
    const props = resolveProps.resolveProps(start, {
        indicator: 'doc-start',
        next: value ?? end?.[0],
        offset,
        onError,
        parentIndent: 0,
        startOnNewline: true
    });
    if (props.found) {
        doc.directives.docStart = true;
        if (value &&
            (value.type === 'block-map' || value.type === 'block-seq') &&
            !props.hasNewline)
            onError(props.end, 'MISSING_CHAR', 'Block collection cannot start on same line with directives-end marker');
    }
    // @ts-expect-error If Contents is set, let's trust the user
    doc.contents = value
        ? composeNode.composeNode(ctx, value, props, onError)
        : composeNode.composeEmptyNode(ctx, props.end, start, null, props, onError);
    const contentEnd = doc.contents.range[2];
    const re = resolveEnd.resolveEnd(end, contentEnd, false, onError);
    if (re.comment)
        doc.comment = re.comment;
    doc.range = [offset, contentEnd, re.offset];
    return doc;
}

exports.composeDoc = composeDoc;


/***/ }),

/***/ 413:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(5525);
var identity = __nccwpck_require__(1891);
var composeCollection = __nccwpck_require__(6745);
var composeScalar = __nccwpck_require__(1337);
var resolveEnd = __nccwpck_require__(2368);
var utilEmptyScalarPosition = __nccwpck_require__(6827);

const CN = { composeNode, composeEmptyNode };
function composeNode(ctx, token, props, onError) {
    const atKey = ctx.atKey;
    const { spaceBefore, comment, anchor, tag } = props;
    let node;
    let isSrcToken = true;
    switch (token.type) {
        case 'alias':
            node = composeAlias(ctx, token, onError);
            if (anchor || tag)
                onError(token, 'ALIAS_PROPS', 'An alias node must not specify any properties');
            break;
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'block-scalar':
            node = composeScalar.composeScalar(ctx, token, tag, onError);
            if (anchor)
                node.anchor = anchor.source.substring(1);
            break;
        case 'block-map':
        case 'block-seq':
        case 'flow-collection':
            try {
                node = composeCollection.composeCollection(CN, ctx, token, props, onError);
                if (anchor)
                    node.anchor = anchor.source.substring(1);
            }
            catch (error) {
                // Almost certainly here due to a stack overflow
                const message = error instanceof Error ? error.message : String(error);
                onError(token, 'RESOURCE_EXHAUSTION', message);
            }
            break;
        default: {
            const message = token.type === 'error'
                ? token.message
                : `Unsupported token (type: ${token.type})`;
            onError(token, 'UNEXPECTED_TOKEN', message);
            isSrcToken = false;
        }
    }
    node ?? (node = composeEmptyNode(ctx, token.offset, undefined, null, props, onError));
    if (anchor && node.anchor === '')
        onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    if (atKey &&
        ctx.options.stringKeys &&
        (!identity.isScalar(node) ||
            typeof node.value !== 'string' ||
            (node.tag && node.tag !== 'tag:yaml.org,2002:str'))) {
        const msg = 'With stringKeys, all keys must be strings';
        onError(tag ?? token, 'NON_STRING_KEY', msg);
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        if (token.type === 'scalar' && token.source === '')
            node.comment = comment;
        else
            node.commentBefore = comment;
    }
    // @ts-expect-error Type checking misses meaning of isSrcToken
    if (ctx.options.keepSourceTokens && isSrcToken)
        node.srcToken = token;
    return node;
}
function composeEmptyNode(ctx, offset, before, pos, { spaceBefore, comment, anchor, tag, end }, onError) {
    const token = {
        type: 'scalar',
        offset: utilEmptyScalarPosition.emptyScalarPosition(offset, before, pos),
        indent: -1,
        source: ''
    };
    const node = composeScalar.composeScalar(ctx, token, tag, onError);
    if (anchor) {
        node.anchor = anchor.source.substring(1);
        if (node.anchor === '')
            onError(anchor, 'BAD_ALIAS', 'Anchor cannot be an empty string');
    }
    if (spaceBefore)
        node.spaceBefore = true;
    if (comment) {
        node.comment = comment;
        node.range[2] = end;
    }
    return node;
}
function composeAlias({ options }, { offset, source, end }, onError) {
    const alias = new Alias.Alias(source.substring(1));
    if (alias.source === '')
        onError(offset, 'BAD_ALIAS', 'Alias cannot be an empty string');
    if (alias.source.endsWith(':'))
        onError(offset + source.length - 1, 'BAD_ALIAS', 'Alias ending in : is ambiguous', true);
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, options.strict, onError);
    alias.range = [offset, valueEnd, re.offset];
    if (re.comment)
        alias.comment = re.comment;
    return alias;
}

exports.composeEmptyNode = composeEmptyNode;
exports.composeNode = composeNode;


/***/ }),

/***/ 1337:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);
var resolveBlockScalar = __nccwpck_require__(293);
var resolveFlowScalar = __nccwpck_require__(7686);

function composeScalar(ctx, token, tagToken, onError) {
    const { value, type, comment, range } = token.type === 'block-scalar'
        ? resolveBlockScalar.resolveBlockScalar(ctx, token, onError)
        : resolveFlowScalar.resolveFlowScalar(token, ctx.options.strict, onError);
    const tagName = tagToken
        ? ctx.directives.tagName(tagToken.source, msg => onError(tagToken, 'TAG_RESOLVE_FAILED', msg))
        : null;
    let tag;
    if (ctx.options.stringKeys && ctx.atKey) {
        tag = ctx.schema[identity.SCALAR];
    }
    else if (tagName)
        tag = findScalarTagByName(ctx.schema, value, tagName, tagToken, onError);
    else if (token.type === 'scalar')
        tag = findScalarTagByTest(ctx, value, token, onError);
    else
        tag = ctx.schema[identity.SCALAR];
    let scalar;
    try {
        const res = tag.resolve(value, msg => onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg), ctx.options);
        scalar = identity.isScalar(res) ? res : new Scalar.Scalar(res);
    }
    catch (error) {
        const msg = error instanceof Error ? error.message : String(error);
        onError(tagToken ?? token, 'TAG_RESOLVE_FAILED', msg);
        scalar = new Scalar.Scalar(value);
    }
    scalar.range = range;
    scalar.source = value;
    if (type)
        scalar.type = type;
    if (tagName)
        scalar.tag = tagName;
    if (tag.format)
        scalar.format = tag.format;
    if (comment)
        scalar.comment = comment;
    return scalar;
}
function findScalarTagByName(schema, value, tagName, tagToken, onError) {
    if (tagName === '!')
        return schema[identity.SCALAR]; // non-specific tag
    const matchWithTest = [];
    for (const tag of schema.tags) {
        if (!tag.collection && tag.tag === tagName) {
            if (tag.default && tag.test)
                matchWithTest.push(tag);
            else
                return tag;
        }
    }
    for (const tag of matchWithTest)
        if (tag.test?.test(value))
            return tag;
    const kt = schema.knownTags[tagName];
    if (kt && !kt.collection) {
        // Ensure that the known tag is available for stringifying,
        // but does not get used by default.
        schema.tags.push(Object.assign({}, kt, { default: false, test: undefined }));
        return kt;
    }
    onError(tagToken, 'TAG_RESOLVE_FAILED', `Unresolved tag: ${tagName}`, tagName !== 'tag:yaml.org,2002:str');
    return schema[identity.SCALAR];
}
function findScalarTagByTest({ atKey, directives, schema }, value, token, onError) {
    const tag = schema.tags.find(tag => (tag.default === true || (atKey && tag.default === 'key')) &&
        tag.test?.test(value)) || schema[identity.SCALAR];
    if (schema.compat) {
        const compat = schema.compat.find(tag => tag.default && tag.test?.test(value)) ??
            schema[identity.SCALAR];
        if (tag.tag !== compat.tag) {
            const ts = directives.tagString(tag.tag);
            const cs = directives.tagString(compat.tag);
            const msg = `Value may be parsed as either ${ts} or ${cs}`;
            onError(token, 'TAG_RESOLVE_FAILED', msg, true);
        }
    }
    return tag;
}

exports.composeScalar = composeScalar;


/***/ }),

/***/ 4260:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var directives = __nccwpck_require__(9082);
var Document = __nccwpck_require__(7977);
var errors = __nccwpck_require__(7460);
var identity = __nccwpck_require__(1891);
var composeDoc = __nccwpck_require__(6183);
var resolveEnd = __nccwpck_require__(2368);

function getErrorPos(src) {
    if (typeof src === 'number')
        return [src, src + 1];
    if (Array.isArray(src))
        return src.length === 2 ? src : [src[0], src[1]];
    const { offset, source } = src;
    return [offset, offset + (typeof source === 'string' ? source.length : 1)];
}
function parsePrelude(prelude) {
    let comment = '';
    let atComment = false;
    let afterEmptyLine = false;
    for (let i = 0; i < prelude.length; ++i) {
        const source = prelude[i];
        switch (source[0]) {
            case '#':
                comment +=
                    (comment === '' ? '' : afterEmptyLine ? '\n\n' : '\n') +
                        (source.substring(1) || ' ');
                atComment = true;
                afterEmptyLine = false;
                break;
            case '%':
                if (prelude[i + 1]?.[0] !== '#')
                    i += 1;
                atComment = false;
                break;
            default:
                // This may be wrong after doc-end, but in that case it doesn't matter
                if (!atComment)
                    afterEmptyLine = true;
                atComment = false;
        }
    }
    return { comment, afterEmptyLine };
}
/**
 * Compose a stream of CST nodes into a stream of YAML Documents.
 *
 * ```ts
 * import { Composer, Parser } from 'yaml'
 *
 * const src: string = ...
 * const tokens = new Parser().parse(src)
 * const docs = new Composer().compose(tokens)
 * ```
 */
class Composer {
    constructor(options = {}) {
        this.doc = null;
        this.atDirectives = false;
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
        this.onError = (source, code, message, warning) => {
            const pos = getErrorPos(source);
            if (warning)
                this.warnings.push(new errors.YAMLWarning(pos, code, message));
            else
                this.errors.push(new errors.YAMLParseError(pos, code, message));
        };
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        this.directives = new directives.Directives({ version: options.version || '1.2' });
        this.options = options;
    }
    decorate(doc, afterDoc) {
        const { comment, afterEmptyLine } = parsePrelude(this.prelude);
        //console.log({ dc: doc.comment, prelude, comment })
        if (comment) {
            const dc = doc.contents;
            if (afterDoc) {
                doc.comment = doc.comment ? `${doc.comment}\n${comment}` : comment;
            }
            else if (afterEmptyLine || doc.directives.docStart || !dc) {
                doc.commentBefore = comment;
            }
            else if (identity.isCollection(dc) && !dc.flow && dc.items.length > 0) {
                let it = dc.items[0];
                if (identity.isPair(it))
                    it = it.key;
                const cb = it.commentBefore;
                it.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
            else {
                const cb = dc.commentBefore;
                dc.commentBefore = cb ? `${comment}\n${cb}` : comment;
            }
        }
        if (afterDoc) {
            for (let i = 0; i < this.errors.length; ++i)
                doc.errors.push(this.errors[i]);
            for (let i = 0; i < this.warnings.length; ++i)
                doc.warnings.push(this.warnings[i]);
        }
        else {
            doc.errors = this.errors;
            doc.warnings = this.warnings;
        }
        this.prelude = [];
        this.errors = [];
        this.warnings = [];
    }
    /**
     * Current stream status information.
     *
     * Mostly useful at the end of input for an empty stream.
     */
    streamInfo() {
        return {
            comment: parsePrelude(this.prelude).comment,
            directives: this.directives,
            errors: this.errors,
            warnings: this.warnings
        };
    }
    /**
     * Compose tokens into documents.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *compose(tokens, forceDoc = false, endOffset = -1) {
        for (const token of tokens)
            yield* this.next(token);
        yield* this.end(forceDoc, endOffset);
    }
    /** Advance the composer by one CST token. */
    *next(token) {
        if (node_process.env.LOG_STREAM)
            console.dir(token, { depth: null });
        switch (token.type) {
            case 'directive':
                this.directives.add(token.source, (offset, message, warning) => {
                    const pos = getErrorPos(token);
                    pos[0] += offset;
                    this.onError(pos, 'BAD_DIRECTIVE', message, warning);
                });
                this.prelude.push(token.source);
                this.atDirectives = true;
                break;
            case 'document': {
                const doc = composeDoc.composeDoc(this.options, this.directives, token, this.onError);
                if (this.atDirectives && !doc.directives.docStart)
                    this.onError(token, 'MISSING_CHAR', 'Missing directives-end/doc-start indicator line');
                this.decorate(doc, false);
                if (this.doc)
                    yield this.doc;
                this.doc = doc;
                this.atDirectives = false;
                break;
            }
            case 'byte-order-mark':
            case 'space':
                break;
            case 'comment':
            case 'newline':
                this.prelude.push(token.source);
                break;
            case 'error': {
                const msg = token.source
                    ? `${token.message}: ${JSON.stringify(token.source)}`
                    : token.message;
                const error = new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg);
                if (this.atDirectives || !this.doc)
                    this.errors.push(error);
                else
                    this.doc.errors.push(error);
                break;
            }
            case 'doc-end': {
                if (!this.doc) {
                    const msg = 'Unexpected doc-end without preceding document';
                    this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', msg));
                    break;
                }
                this.doc.directives.docEnd = true;
                const end = resolveEnd.resolveEnd(token.end, token.offset + token.source.length, this.doc.options.strict, this.onError);
                this.decorate(this.doc, true);
                if (end.comment) {
                    const dc = this.doc.comment;
                    this.doc.comment = dc ? `${dc}\n${end.comment}` : end.comment;
                }
                this.doc.range[2] = end.offset;
                break;
            }
            default:
                this.errors.push(new errors.YAMLParseError(getErrorPos(token), 'UNEXPECTED_TOKEN', `Unsupported token ${token.type}`));
        }
    }
    /**
     * Call at end of input to yield any remaining document.
     *
     * @param forceDoc - If the stream contains no document, still emit a final document including any comments and directives that would be applied to a subsequent document.
     * @param endOffset - Should be set if `forceDoc` is also set, to set the document range end and to indicate errors correctly.
     */
    *end(forceDoc = false, endOffset = -1) {
        if (this.doc) {
            this.decorate(this.doc, true);
            yield this.doc;
            this.doc = null;
        }
        else if (forceDoc) {
            const opts = Object.assign({ _directives: this.directives }, this.options);
            const doc = new Document.Document(undefined, opts);
            if (this.atDirectives)
                this.onError(endOffset, 'MISSING_CHAR', 'Missing directives-end indicator line');
            doc.range = [0, endOffset, endOffset];
            this.decorate(doc, false);
            yield doc;
        }
    }
}

exports.Composer = Composer;


/***/ }),

/***/ 619:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Pair = __nccwpck_require__(5153);
var YAMLMap = __nccwpck_require__(2938);
var resolveProps = __nccwpck_require__(6715);
var utilContainsNewline = __nccwpck_require__(3151);
var utilFlowIndentCheck = __nccwpck_require__(7319);
var utilMapIncludes = __nccwpck_require__(8279);

const startColMsg = 'All mapping items must start at the same column';
function resolveBlockMap({ composeNode, composeEmptyNode }, ctx, bm, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLMap.YAMLMap;
    const map = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    let offset = bm.offset;
    let commentEnd = null;
    for (const collItem of bm.items) {
        const { start, key, sep, value } = collItem;
        // key properties
        const keyProps = resolveProps.resolveProps(start, {
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: bm.indent,
            startOnNewline: true
        });
        const implicitKey = !keyProps.found;
        if (implicitKey) {
            if (key) {
                if (key.type === 'block-seq')
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'A block sequence may not be used as an implicit map key');
                else if ('indent' in key && key.indent !== bm.indent)
                    onError(offset, 'BAD_INDENT', startColMsg);
            }
            if (!keyProps.anchor && !keyProps.tag && !sep) {
                commentEnd = keyProps.end;
                if (keyProps.comment) {
                    if (map.comment)
                        map.comment += '\n' + keyProps.comment;
                    else
                        map.comment = keyProps.comment;
                }
                continue;
            }
            if (keyProps.newlineAfterProp || utilContainsNewline.containsNewline(key)) {
                onError(key ?? start[start.length - 1], 'MULTILINE_IMPLICIT_KEY', 'Implicit keys need to be on a single line');
            }
        }
        else if (keyProps.found?.indent !== bm.indent) {
            onError(offset, 'BAD_INDENT', startColMsg);
        }
        // key value
        ctx.atKey = true;
        const keyStart = keyProps.end;
        const keyNode = key
            ? composeNode(ctx, key, keyProps, onError)
            : composeEmptyNode(ctx, keyStart, start, null, keyProps, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bm.indent, key, onError);
        ctx.atKey = false;
        if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
            onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
        // value properties
        const valueProps = resolveProps.resolveProps(sep ?? [], {
            indicator: 'map-value-ind',
            next: value,
            offset: keyNode.range[2],
            onError,
            parentIndent: bm.indent,
            startOnNewline: !key || key.type === 'block-scalar'
        });
        offset = valueProps.end;
        if (valueProps.found) {
            if (implicitKey) {
                if (value?.type === 'block-map' && !valueProps.hasNewline)
                    onError(offset, 'BLOCK_AS_IMPLICIT_KEY', 'Nested mappings are not allowed in compact mappings');
                if (ctx.options.strict &&
                    keyProps.start < valueProps.found.offset - 1024)
                    onError(keyNode.range, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit block mapping key');
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : composeEmptyNode(ctx, offset, sep, null, valueProps, onError);
            if (ctx.schema.compat)
                utilFlowIndentCheck.flowIndentCheck(bm.indent, value, onError);
            offset = valueNode.range[2];
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
        else {
            // key with no value
            if (implicitKey)
                onError(keyNode.range, 'MISSING_CHAR', 'Implicit map keys need to be followed by map values');
            if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            map.items.push(pair);
        }
    }
    if (commentEnd && commentEnd < offset)
        onError(commentEnd, 'IMPOSSIBLE', 'Map comment with trailing content');
    map.range = [bm.offset, offset, commentEnd ?? offset];
    return map;
}

exports.resolveBlockMap = resolveBlockMap;


/***/ }),

/***/ 293:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);

function resolveBlockScalar(ctx, scalar, onError) {
    const start = scalar.offset;
    const header = parseBlockScalarHeader(scalar, ctx.options.strict, onError);
    if (!header)
        return { value: '', type: null, comment: '', range: [start, start, start] };
    const type = header.mode === '>' ? Scalar.Scalar.BLOCK_FOLDED : Scalar.Scalar.BLOCK_LITERAL;
    const lines = scalar.source ? splitLines(scalar.source) : [];
    // determine the end of content & start of chomping
    let chompStart = lines.length;
    for (let i = lines.length - 1; i >= 0; --i) {
        const content = lines[i][1];
        if (content === '' || content === '\r')
            chompStart = i;
        else
            break;
    }
    // shortcut for empty contents
    if (chompStart === 0) {
        const value = header.chomp === '+' && lines.length > 0
            ? '\n'.repeat(Math.max(1, lines.length - 1))
            : '';
        let end = start + header.length;
        if (scalar.source)
            end += scalar.source.length;
        return { value, type, comment: header.comment, range: [start, end, end] };
    }
    // find the indentation level to trim from start
    let trimIndent = scalar.indent + header.indent;
    let offset = scalar.offset + header.length;
    let contentStart = 0;
    for (let i = 0; i < chompStart; ++i) {
        const [indent, content] = lines[i];
        if (content === '' || content === '\r') {
            if (header.indent === 0 && indent.length > trimIndent)
                trimIndent = indent.length;
        }
        else {
            if (indent.length < trimIndent) {
                const message = 'Block scalars with more-indented leading empty lines must use an explicit indentation indicator';
                onError(offset + indent.length, 'MISSING_CHAR', message);
            }
            if (header.indent === 0)
                trimIndent = indent.length;
            contentStart = i;
            if (trimIndent === 0 && !ctx.atRoot) {
                const message = 'Block scalar values in collections must be indented';
                onError(offset, 'BAD_INDENT', message);
            }
            break;
        }
        offset += indent.length + content.length + 1;
    }
    // include trailing more-indented empty lines in content
    for (let i = lines.length - 1; i >= chompStart; --i) {
        if (lines[i][0].length > trimIndent)
            chompStart = i + 1;
    }
    let value = '';
    let sep = '';
    let prevMoreIndented = false;
    // leading whitespace is kept intact
    for (let i = 0; i < contentStart; ++i)
        value += lines[i][0].slice(trimIndent) + '\n';
    for (let i = contentStart; i < chompStart; ++i) {
        let [indent, content] = lines[i];
        offset += indent.length + content.length + 1;
        const crlf = content[content.length - 1] === '\r';
        if (crlf)
            content = content.slice(0, -1);
        /* istanbul ignore if already caught in lexer */
        if (content && indent.length < trimIndent) {
            const src = header.indent
                ? 'explicit indentation indicator'
                : 'first line';
            const message = `Block scalar lines must not be less indented than their ${src}`;
            onError(offset - content.length - (crlf ? 2 : 1), 'BAD_INDENT', message);
            indent = '';
        }
        if (type === Scalar.Scalar.BLOCK_LITERAL) {
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
        }
        else if (indent.length > trimIndent || content[0] === '\t') {
            // more-indented content within a folded block
            if (sep === ' ')
                sep = '\n';
            else if (!prevMoreIndented && sep === '\n')
                sep = '\n\n';
            value += sep + indent.slice(trimIndent) + content;
            sep = '\n';
            prevMoreIndented = true;
        }
        else if (content === '') {
            // empty line
            if (sep === '\n')
                value += '\n';
            else
                sep = '\n';
        }
        else {
            value += sep + content;
            sep = ' ';
            prevMoreIndented = false;
        }
    }
    switch (header.chomp) {
        case '-':
            break;
        case '+':
            for (let i = chompStart; i < lines.length; ++i)
                value += '\n' + lines[i][0].slice(trimIndent);
            if (value[value.length - 1] !== '\n')
                value += '\n';
            break;
        default:
            value += '\n';
    }
    const end = start + header.length + scalar.source.length;
    return { value, type, comment: header.comment, range: [start, end, end] };
}
function parseBlockScalarHeader({ offset, props }, strict, onError) {
    /* istanbul ignore if should not happen */
    if (props[0].type !== 'block-scalar-header') {
        onError(props[0], 'IMPOSSIBLE', 'Block scalar header not found');
        return null;
    }
    const { source } = props[0];
    const mode = source[0];
    let indent = 0;
    let chomp = '';
    let error = -1;
    for (let i = 1; i < source.length; ++i) {
        const ch = source[i];
        if (!chomp && (ch === '-' || ch === '+'))
            chomp = ch;
        else {
            const n = Number(ch);
            if (!indent && n)
                indent = n;
            else if (error === -1)
                error = offset + i;
        }
    }
    if (error !== -1)
        onError(error, 'UNEXPECTED_TOKEN', `Block scalar header includes extra characters: ${source}`);
    let hasSpace = false;
    let comment = '';
    let length = source.length;
    for (let i = 1; i < props.length; ++i) {
        const token = props[i];
        switch (token.type) {
            case 'space':
                hasSpace = true;
            // fallthrough
            case 'newline':
                length += token.source.length;
                break;
            case 'comment':
                if (strict && !hasSpace) {
                    const message = 'Comments must be separated from other tokens by white space characters';
                    onError(token, 'MISSING_CHAR', message);
                }
                length += token.source.length;
                comment = token.source.substring(1);
                break;
            case 'error':
                onError(token, 'UNEXPECTED_TOKEN', token.message);
                length += token.source.length;
                break;
            /* istanbul ignore next should not happen */
            default: {
                const message = `Unexpected token in block scalar header: ${token.type}`;
                onError(token, 'UNEXPECTED_TOKEN', message);
                const ts = token.source;
                if (ts && typeof ts === 'string')
                    length += ts.length;
            }
        }
    }
    return { mode, indent, chomp, comment, length };
}
/** @returns Array of lines split up as `[indent, content]` */
function splitLines(source) {
    const split = source.split(/\n( *)/);
    const first = split[0];
    const m = first.match(/^( *)/);
    const line0 = m?.[1]
        ? [m[1], first.slice(m[1].length)]
        : ['', first];
    const lines = [line0];
    for (let i = 1; i < split.length; i += 2)
        lines.push([split[i], split[i + 1]]);
    return lines;
}

exports.resolveBlockScalar = resolveBlockScalar;


/***/ }),

/***/ 1610:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var YAMLSeq = __nccwpck_require__(3571);
var resolveProps = __nccwpck_require__(6715);
var utilFlowIndentCheck = __nccwpck_require__(7319);

function resolveBlockSeq({ composeNode, composeEmptyNode }, ctx, bs, onError, tag) {
    const NodeClass = tag?.nodeClass ?? YAMLSeq.YAMLSeq;
    const seq = new NodeClass(ctx.schema);
    if (ctx.atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = bs.offset;
    let commentEnd = null;
    for (const { start, value } of bs.items) {
        const props = resolveProps.resolveProps(start, {
            indicator: 'seq-item-ind',
            next: value,
            offset,
            onError,
            parentIndent: bs.indent,
            startOnNewline: true
        });
        if (!props.found) {
            if (props.anchor || props.tag || value) {
                if (value?.type === 'block-seq')
                    onError(props.end, 'BAD_INDENT', 'All sequence items must start at the same column');
                else
                    onError(offset, 'MISSING_CHAR', 'Sequence item without - indicator');
            }
            else {
                commentEnd = props.end;
                if (props.comment)
                    seq.comment = props.comment;
                continue;
            }
        }
        const node = value
            ? composeNode(ctx, value, props, onError)
            : composeEmptyNode(ctx, props.end, start, null, props, onError);
        if (ctx.schema.compat)
            utilFlowIndentCheck.flowIndentCheck(bs.indent, value, onError);
        offset = node.range[2];
        seq.items.push(node);
    }
    seq.range = [bs.offset, offset, commentEnd ?? offset];
    return seq;
}

exports.resolveBlockSeq = resolveBlockSeq;


/***/ }),

/***/ 2368:
/***/ ((__unused_webpack_module, exports) => {



function resolveEnd(end, offset, reqSpace, onError) {
    let comment = '';
    if (end) {
        let hasSpace = false;
        let sep = '';
        for (const token of end) {
            const { source, type } = token;
            switch (type) {
                case 'space':
                    hasSpace = true;
                    break;
                case 'comment': {
                    if (reqSpace && !hasSpace)
                        onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                    const cb = source.substring(1) || ' ';
                    if (!comment)
                        comment = cb;
                    else
                        comment += sep + cb;
                    sep = '';
                    break;
                }
                case 'newline':
                    if (comment)
                        sep += source;
                    hasSpace = true;
                    break;
                default:
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${type} at node end`);
            }
            offset += source.length;
        }
    }
    return { comment, offset };
}

exports.resolveEnd = resolveEnd;


/***/ }),

/***/ 562:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var YAMLMap = __nccwpck_require__(2938);
var YAMLSeq = __nccwpck_require__(3571);
var resolveEnd = __nccwpck_require__(2368);
var resolveProps = __nccwpck_require__(6715);
var utilContainsNewline = __nccwpck_require__(3151);
var utilMapIncludes = __nccwpck_require__(8279);

const blockMsg = 'Block collections are not allowed within flow collections';
const isBlock = (token) => token && (token.type === 'block-map' || token.type === 'block-seq');
function resolveFlowCollection({ composeNode, composeEmptyNode }, ctx, fc, onError, tag) {
    const isMap = fc.start.source === '{';
    const fcName = isMap ? 'flow map' : 'flow sequence';
    const NodeClass = (tag?.nodeClass ?? (isMap ? YAMLMap.YAMLMap : YAMLSeq.YAMLSeq));
    const coll = new NodeClass(ctx.schema);
    coll.flow = true;
    const atRoot = ctx.atRoot;
    if (atRoot)
        ctx.atRoot = false;
    if (ctx.atKey)
        ctx.atKey = false;
    let offset = fc.offset + fc.start.source.length;
    for (let i = 0; i < fc.items.length; ++i) {
        const collItem = fc.items[i];
        const { start, key, sep, value } = collItem;
        const props = resolveProps.resolveProps(start, {
            flow: fcName,
            indicator: 'explicit-key-ind',
            next: key ?? sep?.[0],
            offset,
            onError,
            parentIndent: fc.indent,
            startOnNewline: false
        });
        if (!props.found) {
            if (!props.anchor && !props.tag && !sep && !value) {
                if (i === 0 && props.comma)
                    onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
                else if (i < fc.items.length - 1)
                    onError(props.start, 'UNEXPECTED_TOKEN', `Unexpected empty item in ${fcName}`);
                if (props.comment) {
                    if (coll.comment)
                        coll.comment += '\n' + props.comment;
                    else
                        coll.comment = props.comment;
                }
                offset = props.end;
                continue;
            }
            if (!isMap && ctx.options.strict && utilContainsNewline.containsNewline(key))
                onError(key, // checked by containsNewline()
                'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
        }
        if (i === 0) {
            if (props.comma)
                onError(props.comma, 'UNEXPECTED_TOKEN', `Unexpected , in ${fcName}`);
        }
        else {
            if (!props.comma)
                onError(props.start, 'MISSING_CHAR', `Missing , between ${fcName} items`);
            if (props.comment) {
                let prevItemComment = '';
                loop: for (const st of start) {
                    switch (st.type) {
                        case 'comma':
                        case 'space':
                            break;
                        case 'comment':
                            prevItemComment = st.source.substring(1);
                            break loop;
                        default:
                            break loop;
                    }
                }
                if (prevItemComment) {
                    let prev = coll.items[coll.items.length - 1];
                    if (identity.isPair(prev))
                        prev = prev.value ?? prev.key;
                    if (prev.comment)
                        prev.comment += '\n' + prevItemComment;
                    else
                        prev.comment = prevItemComment;
                    props.comment = props.comment.substring(prevItemComment.length + 1);
                }
            }
        }
        if (!isMap && !sep && !props.found) {
            // item is a value in a seq
            // \u2192 key & sep are empty, start does not include ? or :
            const valueNode = value
                ? composeNode(ctx, value, props, onError)
                : composeEmptyNode(ctx, props.end, sep, null, props, onError);
            coll.items.push(valueNode);
            offset = valueNode.range[2];
            if (isBlock(value))
                onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
        }
        else {
            // item is a key+value pair
            // key value
            ctx.atKey = true;
            const keyStart = props.end;
            const keyNode = key
                ? composeNode(ctx, key, props, onError)
                : composeEmptyNode(ctx, keyStart, start, null, props, onError);
            if (isBlock(key))
                onError(keyNode.range, 'BLOCK_IN_FLOW', blockMsg);
            ctx.atKey = false;
            // value properties
            const valueProps = resolveProps.resolveProps(sep ?? [], {
                flow: fcName,
                indicator: 'map-value-ind',
                next: value,
                offset: keyNode.range[2],
                onError,
                parentIndent: fc.indent,
                startOnNewline: false
            });
            if (valueProps.found) {
                if (!isMap && !props.found && ctx.options.strict) {
                    if (sep)
                        for (const st of sep) {
                            if (st === valueProps.found)
                                break;
                            if (st.type === 'newline') {
                                onError(st, 'MULTILINE_IMPLICIT_KEY', 'Implicit keys of flow sequence pairs need to be on a single line');
                                break;
                            }
                        }
                    if (props.start < valueProps.found.offset - 1024)
                        onError(valueProps.found, 'KEY_OVER_1024_CHARS', 'The : indicator must be at most 1024 chars after the start of an implicit flow sequence key');
                }
            }
            else if (value) {
                if ('source' in value && value.source?.[0] === ':')
                    onError(value, 'MISSING_CHAR', `Missing space after : in ${fcName}`);
                else
                    onError(valueProps.start, 'MISSING_CHAR', `Missing , or : between ${fcName} items`);
            }
            // value value
            const valueNode = value
                ? composeNode(ctx, value, valueProps, onError)
                : valueProps.found
                    ? composeEmptyNode(ctx, valueProps.end, sep, null, valueProps, onError)
                    : null;
            if (valueNode) {
                if (isBlock(value))
                    onError(valueNode.range, 'BLOCK_IN_FLOW', blockMsg);
            }
            else if (valueProps.comment) {
                if (keyNode.comment)
                    keyNode.comment += '\n' + valueProps.comment;
                else
                    keyNode.comment = valueProps.comment;
            }
            const pair = new Pair.Pair(keyNode, valueNode);
            if (ctx.options.keepSourceTokens)
                pair.srcToken = collItem;
            if (isMap) {
                const map = coll;
                if (utilMapIncludes.mapIncludes(ctx, map.items, keyNode))
                    onError(keyStart, 'DUPLICATE_KEY', 'Map keys must be unique');
                map.items.push(pair);
            }
            else {
                const map = new YAMLMap.YAMLMap(ctx.schema);
                map.flow = true;
                map.items.push(pair);
                const endRange = (valueNode ?? keyNode).range;
                map.range = [keyNode.range[0], endRange[1], endRange[2]];
                coll.items.push(map);
            }
            offset = valueNode ? valueNode.range[2] : valueProps.end;
        }
    }
    const expectedEnd = isMap ? '}' : ']';
    const [ce, ...ee] = fc.end;
    let cePos = offset;
    if (ce?.source === expectedEnd)
        cePos = ce.offset + ce.source.length;
    else {
        const name = fcName[0].toUpperCase() + fcName.substring(1);
        const msg = atRoot
            ? `${name} must end with a ${expectedEnd}`
            : `${name} in block collection must be sufficiently indented and end with a ${expectedEnd}`;
        onError(offset, atRoot ? 'MISSING_CHAR' : 'BAD_INDENT', msg);
        if (ce && ce.source.length !== 1)
            ee.unshift(ce);
    }
    if (ee.length > 0) {
        const end = resolveEnd.resolveEnd(ee, cePos, ctx.options.strict, onError);
        if (end.comment) {
            if (coll.comment)
                coll.comment += '\n' + end.comment;
            else
                coll.comment = end.comment;
        }
        coll.range = [fc.offset, cePos, end.offset];
    }
    else {
        coll.range = [fc.offset, cePos, cePos];
    }
    return coll;
}

exports.resolveFlowCollection = resolveFlowCollection;


/***/ }),

/***/ 7686:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);
var resolveEnd = __nccwpck_require__(2368);

function resolveFlowScalar(scalar, strict, onError) {
    const { offset, type, source, end } = scalar;
    let _type;
    let value;
    const _onError = (rel, code, msg) => onError(offset + rel, code, msg);
    switch (type) {
        case 'scalar':
            _type = Scalar.Scalar.PLAIN;
            value = plainValue(source, _onError);
            break;
        case 'single-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_SINGLE;
            value = singleQuotedValue(source, _onError);
            break;
        case 'double-quoted-scalar':
            _type = Scalar.Scalar.QUOTE_DOUBLE;
            value = doubleQuotedValue(source, _onError);
            break;
        /* istanbul ignore next should not happen */
        default:
            onError(scalar, 'UNEXPECTED_TOKEN', `Expected a flow scalar value, but found: ${type}`);
            return {
                value: '',
                type: null,
                comment: '',
                range: [offset, offset + source.length, offset + source.length]
            };
    }
    const valueEnd = offset + source.length;
    const re = resolveEnd.resolveEnd(end, valueEnd, strict, onError);
    return {
        value,
        type: _type,
        comment: re.comment,
        range: [offset, valueEnd, re.offset]
    };
}
function plainValue(source, onError) {
    let badChar = '';
    switch (source[0]) {
        /* istanbul ignore next should not happen */
        case '\t':
            badChar = 'a tab character';
            break;
        case ',':
            badChar = 'flow indicator character ,';
            break;
        case '%':
            badChar = 'directive indicator character %';
            break;
        case '|':
        case '>': {
            badChar = `block scalar indicator ${source[0]}`;
            break;
        }
        case '@':
        case '`': {
            badChar = `reserved character ${source[0]}`;
            break;
        }
    }
    if (badChar)
        onError(0, 'BAD_SCALAR_START', `Plain value cannot start with ${badChar}`);
    return unfoldLines(source);
}
function singleQuotedValue(source, onError) {
    if (source[source.length - 1] !== "'" || source.length === 1)
        onError(source.length, 'MISSING_CHAR', "Missing closing 'quote");
    return unfoldLines(source.slice(1, -1)).replace(/''/g, "'");
}
function unfoldLines(source) {
    const line = /(.*?)\r?\n/sy;
    let match = line.exec(source);
    if (!match)
        return source;
    /**
     * The negative lookbehinds in these RegExps are to
     * prevent causing a polynomial search time in certain cases.
     *
     * The try-catch is for Safari < 16.4 and other old browsers:
     * https://caniuse.com/js-regexp-lookbehind
     */
    let trimEnd, trimBoth;
    try {
        trimEnd = new RegExp('(?<![ \t])[ \t]+$');
        trimBoth = new RegExp('^[ \t]+|(?<![ \t])[ \t]+$', 'g');
    }
    catch {
        trimEnd = /[ \t]+$/;
        trimBoth = /^[ \t]+|[ \t]+$/g;
    }
    let res = match[1].replace(trimEnd, '');
    let sep = ' ';
    let pos = line.lastIndex;
    while ((match = line.exec(source))) {
        const lm = match[1].replace(trimBoth, '');
        if (lm === '') {
            if (sep === '\n')
                res += sep;
            else
                sep = '\n';
        }
        else {
            res += sep + lm;
            sep = ' ';
        }
        pos = line.lastIndex;
    }
    const last = /[ \t]*(.*)/sy;
    last.lastIndex = pos;
    match = last.exec(source);
    return res + sep + (match?.[1] ?? '');
}
function doubleQuotedValue(source, onError) {
    let res = '';
    for (let i = 1; i < source.length - 1; ++i) {
        const ch = source[i];
        if (ch === '\r' && source[i + 1] === '\n')
            continue;
        if (ch === '\n') {
            const { fold, offset } = foldNewline(source, i);
            res += fold;
            i = offset;
        }
        else if (ch === '\\') {
            let next = source[++i];
            const cc = escapeCodes[next];
            if (cc)
                res += cc;
            else if (next === '\n') {
                // skip escaped newlines, but still trim the following line
                next = source[i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === '\r' && source[i + 1] === '\n') {
                // skip escaped CRLF newlines, but still trim the following line
                next = source[++i + 1];
                while (next === ' ' || next === '\t')
                    next = source[++i + 1];
            }
            else if (next === 'x' || next === 'u' || next === 'U') {
                const length = next === 'x' ? 2 : next === 'u' ? 4 : 8;
                res += parseCharCode(source, i + 1, length, onError);
                i += length;
            }
            else {
                const raw = source.substr(i - 1, 2);
                onError(i - 1, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
                res += raw;
            }
        }
        else if (ch === ' ' || ch === '\t') {
            // trim trailing whitespace
            const wsStart = i;
            let next = source[i + 1];
            while (next === ' ' || next === '\t')
                next = source[++i + 1];
            if (next !== '\n' && !(next === '\r' && source[i + 2] === '\n'))
                res += i > wsStart ? source.slice(wsStart, i + 1) : ch;
        }
        else {
            res += ch;
        }
    }
    if (source[source.length - 1] !== '"' || source.length === 1)
        onError(source.length, 'MISSING_CHAR', 'Missing closing "quote');
    return res;
}
/**
 * Fold a single newline into a space, multiple newlines to N - 1 newlines.
 * Presumes `source[offset] === '\n'`
 */
function foldNewline(source, offset) {
    let fold = '';
    let ch = source[offset + 1];
    while (ch === ' ' || ch === '\t' || ch === '\n' || ch === '\r') {
        if (ch === '\r' && source[offset + 2] !== '\n')
            break;
        if (ch === '\n')
            fold += '\n';
        offset += 1;
        ch = source[offset + 1];
    }
    if (!fold)
        fold = ' ';
    return { fold, offset };
}
const escapeCodes = {
    '0': '\0', // null character
    a: '\x07', // bell character
    b: '\b', // backspace
    e: '\x1b', // escape character
    f: '\f', // form feed
    n: '\n', // line feed
    r: '\r', // carriage return
    t: '\t', // horizontal tab
    v: '\v', // vertical tab
    N: '\u0085', // Unicode next line
    _: '\u00a0', // Unicode non-breaking space
    L: '\u2028', // Unicode line separator
    P: '\u2029', // Unicode paragraph separator
    ' ': ' ',
    '"': '"',
    '/': '/',
    '\\': '\\',
    '\t': '\t'
};
function parseCharCode(source, offset, length, onError) {
    const cc = source.substr(offset, length);
    const ok = cc.length === length && /^[0-9a-fA-F]+$/.test(cc);
    const code = ok ? parseInt(cc, 16) : NaN;
    try {
        return String.fromCodePoint(code);
    }
    catch {
        const raw = source.substr(offset - 2, length + 2);
        onError(offset - 2, 'BAD_DQ_ESCAPE', `Invalid escape sequence ${raw}`);
        return raw;
    }
}

exports.resolveFlowScalar = resolveFlowScalar;


/***/ }),

/***/ 6715:
/***/ ((__unused_webpack_module, exports) => {



function resolveProps(tokens, { flow, indicator, next, offset, onError, parentIndent, startOnNewline }) {
    let spaceBefore = false;
    let atNewline = startOnNewline;
    let hasSpace = startOnNewline;
    let comment = '';
    let commentSep = '';
    let hasNewline = false;
    let reqSpace = false;
    let tab = null;
    let anchor = null;
    let tag = null;
    let newlineAfterProp = null;
    let comma = null;
    let found = null;
    let start = null;
    for (const token of tokens) {
        if (reqSpace) {
            if (token.type !== 'space' &&
                token.type !== 'newline' &&
                token.type !== 'comma')
                onError(token.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
            reqSpace = false;
        }
        if (tab) {
            if (atNewline && token.type !== 'comment' && token.type !== 'newline') {
                onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
            }
            tab = null;
        }
        switch (token.type) {
            case 'space':
                // At the doc level, tabs at line start may be parsed
                // as leading white space rather than indentation.
                // In a flow collection, only the parser handles indent.
                if (!flow &&
                    (indicator !== 'doc-start' || next?.type !== 'flow-collection') &&
                    token.source.includes('\t')) {
                    tab = token;
                }
                hasSpace = true;
                break;
            case 'comment': {
                if (!hasSpace)
                    onError(token, 'MISSING_CHAR', 'Comments must be separated from other tokens by white space characters');
                const cb = token.source.substring(1) || ' ';
                if (!comment)
                    comment = cb;
                else
                    comment += commentSep + cb;
                commentSep = '';
                atNewline = false;
                break;
            }
            case 'newline':
                if (atNewline) {
                    if (comment)
                        comment += token.source;
                    else if (!found || indicator !== 'seq-item-ind')
                        spaceBefore = true;
                }
                else
                    commentSep += token.source;
                atNewline = true;
                hasNewline = true;
                if (anchor || tag)
                    newlineAfterProp = token;
                hasSpace = true;
                break;
            case 'anchor':
                if (anchor)
                    onError(token, 'MULTIPLE_ANCHORS', 'A node can have at most one anchor');
                if (token.source.endsWith(':'))
                    onError(token.offset + token.source.length - 1, 'BAD_ALIAS', 'Anchor ending in : is ambiguous', true);
                anchor = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            case 'tag': {
                if (tag)
                    onError(token, 'MULTIPLE_TAGS', 'A node can have at most one tag');
                tag = token;
                start ?? (start = token.offset);
                atNewline = false;
                hasSpace = false;
                reqSpace = true;
                break;
            }
            case indicator:
                // Could here handle preceding comments differently
                if (anchor || tag)
                    onError(token, 'BAD_PROP_ORDER', `Anchors and tags must be after the ${token.source} indicator`);
                if (found)
                    onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.source} in ${flow ?? 'collection'}`);
                found = token;
                atNewline =
                    indicator === 'seq-item-ind' || indicator === 'explicit-key-ind';
                hasSpace = false;
                break;
            case 'comma':
                if (flow) {
                    if (comma)
                        onError(token, 'UNEXPECTED_TOKEN', `Unexpected , in ${flow}`);
                    comma = token;
                    atNewline = false;
                    hasSpace = false;
                    break;
                }
            // else fallthrough
            default:
                onError(token, 'UNEXPECTED_TOKEN', `Unexpected ${token.type} token`);
                atNewline = false;
                hasSpace = false;
        }
    }
    const last = tokens[tokens.length - 1];
    const end = last ? last.offset + last.source.length : offset;
    if (reqSpace &&
        next &&
        next.type !== 'space' &&
        next.type !== 'newline' &&
        next.type !== 'comma' &&
        (next.type !== 'scalar' || next.source !== '')) {
        onError(next.offset, 'MISSING_CHAR', 'Tags and anchors must be separated from the next token by white space');
    }
    if (tab &&
        ((atNewline && tab.indent <= parentIndent) ||
            next?.type === 'block-map' ||
            next?.type === 'block-seq'))
        onError(tab, 'TAB_AS_INDENT', 'Tabs are not allowed as indentation');
    return {
        comma,
        found,
        spaceBefore,
        comment,
        hasNewline,
        anchor,
        tag,
        newlineAfterProp,
        end,
        start: start ?? end
    };
}

exports.resolveProps = resolveProps;


/***/ }),

/***/ 3151:
/***/ ((__unused_webpack_module, exports) => {



function containsNewline(key) {
    if (!key)
        return null;
    switch (key.type) {
        case 'alias':
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            if (key.source.includes('\n'))
                return true;
            if (key.end)
                for (const st of key.end)
                    if (st.type === 'newline')
                        return true;
            return false;
        case 'flow-collection':
            for (const it of key.items) {
                for (const st of it.start)
                    if (st.type === 'newline')
                        return true;
                if (it.sep)
                    for (const st of it.sep)
                        if (st.type === 'newline')
                            return true;
                if (containsNewline(it.key) || containsNewline(it.value))
                    return true;
            }
            return false;
        default:
            return true;
    }
}

exports.containsNewline = containsNewline;


/***/ }),

/***/ 6827:
/***/ ((__unused_webpack_module, exports) => {



function emptyScalarPosition(offset, before, pos) {
    if (before) {
        pos ?? (pos = before.length);
        for (let i = pos - 1; i >= 0; --i) {
            let st = before[i];
            switch (st.type) {
                case 'space':
                case 'comment':
                case 'newline':
                    offset -= st.source.length;
                    continue;
            }
            // Technically, an empty scalar is immediately after the last non-empty
            // node, but it's more useful to place it after any whitespace.
            st = before[++i];
            while (st?.type === 'space') {
                offset += st.source.length;
                st = before[++i];
            }
            break;
        }
    }
    return offset;
}

exports.emptyScalarPosition = emptyScalarPosition;


/***/ }),

/***/ 7319:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var utilContainsNewline = __nccwpck_require__(3151);

function flowIndentCheck(indent, fc, onError) {
    if (fc?.type === 'flow-collection') {
        const end = fc.end[0];
        if (end.indent === indent &&
            (end.source === ']' || end.source === '}') &&
            utilContainsNewline.containsNewline(fc)) {
            const msg = 'Flow end indicator should be more indented than parent';
            onError(end, 'BAD_INDENT', msg, true);
        }
    }
}

exports.flowIndentCheck = flowIndentCheck;


/***/ }),

/***/ 8279:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);

function mapIncludes(ctx, items, search) {
    const { uniqueKeys } = ctx.options;
    if (uniqueKeys === false)
        return false;
    const isEqual = typeof uniqueKeys === 'function'
        ? uniqueKeys
        : (a, b) => a === b || (identity.isScalar(a) && identity.isScalar(b) && a.value === b.value);
    return items.some(pair => isEqual(pair.key, search));
}

exports.mapIncludes = mapIncludes;


/***/ }),

/***/ 7977:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(5525);
var Collection = __nccwpck_require__(1633);
var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var toJS = __nccwpck_require__(3119);
var Schema = __nccwpck_require__(1148);
var stringifyDocument = __nccwpck_require__(8577);
var anchors = __nccwpck_require__(7048);
var applyReviver = __nccwpck_require__(7817);
var createNode = __nccwpck_require__(7616);
var directives = __nccwpck_require__(9082);

class Document {
    constructor(value, replacer, options) {
        /** A comment before this Document */
        this.commentBefore = null;
        /** A comment immediately after this Document */
        this.comment = null;
        /** Errors encountered during parsing. */
        this.errors = [];
        /** Warnings encountered during parsing. */
        this.warnings = [];
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.DOC });
        let _replacer = null;
        if (typeof replacer === 'function' || Array.isArray(replacer)) {
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const opt = Object.assign({
            intAsBigInt: false,
            keepSourceTokens: false,
            logLevel: 'warn',
            prettyErrors: true,
            strict: true,
            stringKeys: false,
            uniqueKeys: true,
            version: '1.2'
        }, options);
        this.options = opt;
        let { version } = opt;
        if (options?._directives) {
            this.directives = options._directives.atDocument();
            if (this.directives.yaml.explicit)
                version = this.directives.yaml.version;
        }
        else
            this.directives = new directives.Directives({ version });
        this.setSchema(version, options);
        // @ts-expect-error We can't really know that this matches Contents.
        this.contents =
            value === undefined ? null : this.createNode(value, _replacer, options);
    }
    /**
     * Create a deep copy of this Document and its contents.
     *
     * Custom Node values that inherit from `Object` still refer to their original instances.
     */
    clone() {
        const copy = Object.create(Document.prototype, {
            [identity.NODE_TYPE]: { value: identity.DOC }
        });
        copy.commentBefore = this.commentBefore;
        copy.comment = this.comment;
        copy.errors = this.errors.slice();
        copy.warnings = this.warnings.slice();
        copy.options = Object.assign({}, this.options);
        if (this.directives)
            copy.directives = this.directives.clone();
        copy.schema = this.schema.clone();
        // @ts-expect-error We can't really know that this matches Contents.
        copy.contents = identity.isNode(this.contents)
            ? this.contents.clone(copy.schema)
            : this.contents;
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** Adds a value to the document. */
    add(value) {
        if (assertCollection(this.contents))
            this.contents.add(value);
    }
    /** Adds a value to the document. */
    addIn(path, value) {
        if (assertCollection(this.contents))
            this.contents.addIn(path, value);
    }
    /**
     * Create a new `Alias` node, ensuring that the target `node` has the required anchor.
     *
     * If `node` already has an anchor, `name` is ignored.
     * Otherwise, the `node.anchor` value will be set to `name`,
     * or if an anchor with that name is already present in the document,
     * `name` will be used as a prefix for a new unique anchor.
     * If `name` is undefined, the generated anchor will use 'a' as a prefix.
     */
    createAlias(node, name) {
        if (!node.anchor) {
            const prev = anchors.anchorNames(this);
            node.anchor =
                // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
                !name || prev.has(name) ? anchors.findNewAnchor(name || 'a', prev) : name;
        }
        return new Alias.Alias(node.anchor);
    }
    createNode(value, replacer, options) {
        let _replacer = undefined;
        if (typeof replacer === 'function') {
            value = replacer.call({ '': value }, '', value);
            _replacer = replacer;
        }
        else if (Array.isArray(replacer)) {
            const keyToStr = (v) => typeof v === 'number' || v instanceof String || v instanceof Number;
            const asStr = replacer.filter(keyToStr).map(String);
            if (asStr.length > 0)
                replacer = replacer.concat(asStr);
            _replacer = replacer;
        }
        else if (options === undefined && replacer) {
            options = replacer;
            replacer = undefined;
        }
        const { aliasDuplicateObjects, anchorPrefix, flow, keepUndefined, onTagObj, tag } = options ?? {};
        const { onAnchor, setAnchors, sourceObjects } = anchors.createNodeAnchors(this, 
        // eslint-disable-next-line @typescript-eslint/prefer-nullish-coalescing
        anchorPrefix || 'a');
        const ctx = {
            aliasDuplicateObjects: aliasDuplicateObjects ?? true,
            keepUndefined: keepUndefined ?? false,
            onAnchor,
            onTagObj,
            replacer: _replacer,
            schema: this.schema,
            sourceObjects
        };
        const node = createNode.createNode(value, tag, ctx);
        if (flow && identity.isCollection(node))
            node.flow = true;
        setAnchors();
        return node;
    }
    /**
     * Convert a key and a value into a `Pair` using the current schema,
     * recursively wrapping all values as `Scalar` or `Collection` nodes.
     */
    createPair(key, value, options = {}) {
        const k = this.createNode(key, null, options);
        const v = this.createNode(value, null, options);
        return new Pair.Pair(k, v);
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        return assertCollection(this.contents) ? this.contents.delete(key) : false;
    }
    /**
     * Removes a value from the document.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        if (Collection.isEmptyPath(path)) {
            if (this.contents == null)
                return false;
            // @ts-expect-error Presumed impossible if Strict extends false
            this.contents = null;
            return true;
        }
        return assertCollection(this.contents)
            ? this.contents.deleteIn(path)
            : false;
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    get(key, keepScalar) {
        return identity.isCollection(this.contents)
            ? this.contents.get(key, keepScalar)
            : undefined;
    }
    /**
     * Returns item at `path`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        if (Collection.isEmptyPath(path))
            return !keepScalar && identity.isScalar(this.contents)
                ? this.contents.value
                : this.contents;
        return identity.isCollection(this.contents)
            ? this.contents.getIn(path, keepScalar)
            : undefined;
    }
    /**
     * Checks if the document includes a value with the key `key`.
     */
    has(key) {
        return identity.isCollection(this.contents) ? this.contents.has(key) : false;
    }
    /**
     * Checks if the document includes a value at `path`.
     */
    hasIn(path) {
        if (Collection.isEmptyPath(path))
            return this.contents !== undefined;
        return identity.isCollection(this.contents) ? this.contents.hasIn(path) : false;
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    set(key, value) {
        if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, [key], value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.set(key, value);
        }
    }
    /**
     * Sets a value in this document. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        if (Collection.isEmptyPath(path)) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = value;
        }
        else if (this.contents == null) {
            // @ts-expect-error We can't really know that this matches Contents.
            this.contents = Collection.collectionFromPath(this.schema, Array.from(path), value);
        }
        else if (assertCollection(this.contents)) {
            this.contents.setIn(path, value);
        }
    }
    /**
     * Change the YAML version and schema used by the document.
     * A `null` version disables support for directives, explicit tags, anchors, and aliases.
     * It also requires the `schema` option to be given as a `Schema` instance value.
     *
     * Overrides all previously set schema options.
     */
    setSchema(version, options = {}) {
        if (typeof version === 'number')
            version = String(version);
        let opt;
        switch (version) {
            case '1.1':
                if (this.directives)
                    this.directives.yaml.version = '1.1';
                else
                    this.directives = new directives.Directives({ version: '1.1' });
                opt = { resolveKnownTags: false, schema: 'yaml-1.1' };
                break;
            case '1.2':
            case 'next':
                if (this.directives)
                    this.directives.yaml.version = version;
                else
                    this.directives = new directives.Directives({ version });
                opt = { resolveKnownTags: true, schema: 'core' };
                break;
            case null:
                if (this.directives)
                    delete this.directives;
                opt = null;
                break;
            default: {
                const sv = JSON.stringify(version);
                throw new Error(`Expected '1.1', '1.2' or null as first argument, but found: ${sv}`);
            }
        }
        // Not using `instanceof Schema` to allow for duck typing
        if (options.schema instanceof Object)
            this.schema = options.schema;
        else if (opt)
            this.schema = new Schema.Schema(Object.assign(opt, options));
        else
            throw new Error(`With a null YAML version, the { schema: Schema } option is required`);
    }
    // json & jsonArg are only used from toJSON()
    toJS({ json, jsonArg, mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        const ctx = {
            anchors: new Map(),
            doc: this,
            keep: !json,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this.contents, jsonArg ?? '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
    /**
     * A JSON representation of the document `contents`.
     *
     * @param jsonArg Used by `JSON.stringify` to indicate the array index or
     *   property name.
     */
    toJSON(jsonArg, onAnchor) {
        return this.toJS({ json: true, jsonArg, mapAsMap: false, onAnchor });
    }
    /** A YAML representation of the document. */
    toString(options = {}) {
        if (this.errors.length > 0)
            throw new Error('Document with errors cannot be stringified');
        if ('indent' in options &&
            (!Number.isInteger(options.indent) || Number(options.indent) <= 0)) {
            const s = JSON.stringify(options.indent);
            throw new Error(`"indent" option must be a positive integer, not ${s}`);
        }
        return stringifyDocument.stringifyDocument(this, options);
    }
}
function assertCollection(contents) {
    if (identity.isCollection(contents))
        return true;
    throw new Error('Expected a YAML collection as document contents');
}

exports.Document = Document;


/***/ }),

/***/ 7048:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var visit = __nccwpck_require__(1360);

/**
 * Verify that the input string is a valid anchor.
 *
 * Will throw on errors.
 */
function anchorIsValid(anchor) {
    if (/[\x00-\x19\s,[\]{}]/.test(anchor)) {
        const sa = JSON.stringify(anchor);
        const msg = `Anchor must not contain whitespace or control characters: ${sa}`;
        throw new Error(msg);
    }
    return true;
}
function anchorNames(root) {
    const anchors = new Set();
    visit.visit(root, {
        Value(_key, node) {
            if (node.anchor)
                anchors.add(node.anchor);
        }
    });
    return anchors;
}
/** Find a new anchor name with the given `prefix` and a one-indexed suffix. */
function findNewAnchor(prefix, exclude) {
    for (let i = 1; true; ++i) {
        const name = `${prefix}${i}`;
        if (!exclude.has(name))
            return name;
    }
}
function createNodeAnchors(doc, prefix) {
    const aliasObjects = [];
    const sourceObjects = new Map();
    let prevAnchors = null;
    return {
        onAnchor: (source) => {
            aliasObjects.push(source);
            prevAnchors ?? (prevAnchors = anchorNames(doc));
            const anchor = findNewAnchor(prefix, prevAnchors);
            prevAnchors.add(anchor);
            return anchor;
        },
        /**
         * With circular references, the source node is only resolved after all
         * of its child nodes are. This is why anchors are set only after all of
         * the nodes have been created.
         */
        setAnchors: () => {
            for (const source of aliasObjects) {
                const ref = sourceObjects.get(source);
                if (typeof ref === 'object' &&
                    ref.anchor &&
                    (identity.isScalar(ref.node) || identity.isCollection(ref.node))) {
                    ref.node.anchor = ref.anchor;
                }
                else {
                    const error = new Error('Failed to resolve repeated object (this should not happen)');
                    error.source = source;
                    throw error;
                }
            }
        },
        sourceObjects
    };
}

exports.anchorIsValid = anchorIsValid;
exports.anchorNames = anchorNames;
exports.createNodeAnchors = createNodeAnchors;
exports.findNewAnchor = findNewAnchor;


/***/ }),

/***/ 7817:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Applies the JSON.parse reviver algorithm as defined in the ECMA-262 spec,
 * in section 24.5.1.1 "Runtime Semantics: InternalizeJSONProperty" of the
 * 2021 edition: https://tc39.es/ecma262/#sec-json.parse
 *
 * Includes extensions for handling Map and Set objects.
 */
function applyReviver(reviver, obj, key, val) {
    if (val && typeof val === 'object') {
        if (Array.isArray(val)) {
            for (let i = 0, len = val.length; i < len; ++i) {
                const v0 = val[i];
                const v1 = applyReviver(reviver, val, String(i), v0);
                // eslint-disable-next-line @typescript-eslint/no-array-delete
                if (v1 === undefined)
                    delete val[i];
                else if (v1 !== v0)
                    val[i] = v1;
            }
        }
        else if (val instanceof Map) {
            for (const k of Array.from(val.keys())) {
                const v0 = val.get(k);
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    val.delete(k);
                else if (v1 !== v0)
                    val.set(k, v1);
            }
        }
        else if (val instanceof Set) {
            for (const v0 of Array.from(val)) {
                const v1 = applyReviver(reviver, val, v0, v0);
                if (v1 === undefined)
                    val.delete(v0);
                else if (v1 !== v0) {
                    val.delete(v0);
                    val.add(v1);
                }
            }
        }
        else {
            for (const [k, v0] of Object.entries(val)) {
                const v1 = applyReviver(reviver, val, k, v0);
                if (v1 === undefined)
                    delete val[k];
                else if (v1 !== v0)
                    val[k] = v1;
            }
        }
    }
    return reviver.call(obj, key, val);
}

exports.applyReviver = applyReviver;


/***/ }),

/***/ 7616:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Alias = __nccwpck_require__(5525);
var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);

const defaultTagPrefix = 'tag:yaml.org,2002:';
function findTagObject(value, tagName, tags) {
    if (tagName) {
        const match = tags.filter(t => t.tag === tagName);
        const tagObj = match.find(t => !t.format) ?? match[0];
        if (!tagObj)
            throw new Error(`Tag ${tagName} not found`);
        return tagObj;
    }
    return tags.find(t => t.identify?.(value) && !t.format);
}
function createNode(value, tagName, ctx) {
    if (identity.isDocument(value))
        value = value.contents;
    if (identity.isNode(value))
        return value;
    if (identity.isPair(value)) {
        const map = ctx.schema[identity.MAP].createNode?.(ctx.schema, null, ctx);
        map.items.push(value);
        return map;
    }
    if (value instanceof String ||
        value instanceof Number ||
        value instanceof Boolean ||
        (typeof BigInt !== 'undefined' && value instanceof BigInt) // not supported everywhere
    ) {
        // https://tc39.es/ecma262/#sec-serializejsonproperty
        value = value.valueOf();
    }
    const { aliasDuplicateObjects, onAnchor, onTagObj, schema, sourceObjects } = ctx;
    // Detect duplicate references to the same object & use Alias nodes for all
    // after first. The `ref` wrapper allows for circular references to resolve.
    let ref = undefined;
    if (aliasDuplicateObjects && value && typeof value === 'object') {
        ref = sourceObjects.get(value);
        if (ref) {
            ref.anchor ?? (ref.anchor = onAnchor(value));
            return new Alias.Alias(ref.anchor);
        }
        else {
            ref = { anchor: null, node: null };
            sourceObjects.set(value, ref);
        }
    }
    if (tagName?.startsWith('!!'))
        tagName = defaultTagPrefix + tagName.slice(2);
    let tagObj = findTagObject(value, tagName, schema.tags);
    if (!tagObj) {
        if (value && typeof value.toJSON === 'function') {
            // eslint-disable-next-line @typescript-eslint/no-unsafe-call
            value = value.toJSON();
        }
        if (!value || typeof value !== 'object') {
            const node = new Scalar.Scalar(value);
            if (ref)
                ref.node = node;
            return node;
        }
        tagObj =
            value instanceof Map
                ? schema[identity.MAP]
                : Symbol.iterator in Object(value)
                    ? schema[identity.SEQ]
                    : schema[identity.MAP];
    }
    if (onTagObj) {
        onTagObj(tagObj);
        delete ctx.onTagObj;
    }
    const node = tagObj?.createNode
        ? tagObj.createNode(ctx.schema, value, ctx)
        : typeof tagObj?.nodeClass?.from === 'function'
            ? tagObj.nodeClass.from(ctx.schema, value, ctx)
            : new Scalar.Scalar(value);
    if (tagName)
        node.tag = tagName;
    else if (!tagObj.default)
        node.tag = tagObj.tag;
    if (ref)
        ref.node = node;
    return node;
}

exports.createNode = createNode;


/***/ }),

/***/ 9082:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var visit = __nccwpck_require__(1360);

const escapeChars = {
    '!': '%21',
    ',': '%2C',
    '[': '%5B',
    ']': '%5D',
    '{': '%7B',
    '}': '%7D'
};
const escapeTagName = (tn) => tn.replace(/[!,[\]{}]/g, ch => escapeChars[ch]);
class Directives {
    constructor(yaml, tags) {
        /**
         * The directives-end/doc-start marker `---`. If `null`, a marker may still be
         * included in the document's stringified representation.
         */
        this.docStart = null;
        /** The doc-end marker `...`.  */
        this.docEnd = false;
        this.yaml = Object.assign({}, Directives.defaultYaml, yaml);
        this.tags = Object.assign({}, Directives.defaultTags, tags);
    }
    clone() {
        const copy = new Directives(this.yaml, this.tags);
        copy.docStart = this.docStart;
        return copy;
    }
    /**
     * During parsing, get a Directives instance for the current document and
     * update the stream state according to the current version's spec.
     */
    atDocument() {
        const res = new Directives(this.yaml, this.tags);
        switch (this.yaml.version) {
            case '1.1':
                this.atNextDocument = true;
                break;
            case '1.2':
                this.atNextDocument = false;
                this.yaml = {
                    explicit: Directives.defaultYaml.explicit,
                    version: '1.2'
                };
                this.tags = Object.assign({}, Directives.defaultTags);
                break;
        }
        return res;
    }
    /**
     * @param onError - May be called even if the action was successful
     * @returns `true` on success
     */
    add(line, onError) {
        if (this.atNextDocument) {
            this.yaml = { explicit: Directives.defaultYaml.explicit, version: '1.1' };
            this.tags = Object.assign({}, Directives.defaultTags);
            this.atNextDocument = false;
        }
        const parts = line.trim().split(/[ \t]+/);
        const name = parts.shift();
        switch (name) {
            case '%TAG': {
                if (parts.length !== 2) {
                    onError(0, '%TAG directive should contain exactly two parts');
                    if (parts.length < 2)
                        return false;
                }
                const [handle, prefix] = parts;
                this.tags[handle] = prefix;
                return true;
            }
            case '%YAML': {
                this.yaml.explicit = true;
                if (parts.length !== 1) {
                    onError(0, '%YAML directive should contain exactly one part');
                    return false;
                }
                const [version] = parts;
                if (version === '1.1' || version === '1.2') {
                    this.yaml.version = version;
                    return true;
                }
                else {
                    const isValid = /^\d+\.\d+$/.test(version);
                    onError(6, `Unsupported YAML version ${version}`, isValid);
                    return false;
                }
            }
            default:
                onError(0, `Unknown directive ${name}`, true);
                return false;
        }
    }
    /**
     * Resolves a tag, matching handles to those defined in %TAG directives.
     *
     * @returns Resolved tag, which may also be the non-specific tag `'!'` or a
     *   `'!local'` tag, or `null` if unresolvable.
     */
    tagName(source, onError) {
        if (source === '!')
            return '!'; // non-specific tag
        if (source[0] !== '!') {
            onError(`Not a valid tag: ${source}`);
            return null;
        }
        if (source[1] === '<') {
            const verbatim = source.slice(2, -1);
            if (verbatim === '!' || verbatim === '!!') {
                onError(`Verbatim tags aren't resolved, so ${source} is invalid.`);
                return null;
            }
            if (source[source.length - 1] !== '>')
                onError('Verbatim tags must end with a >');
            return verbatim;
        }
        const [, handle, suffix] = source.match(/^(.*!)([^!]*)$/s);
        if (!suffix)
            onError(`The ${source} tag has no suffix`);
        const prefix = this.tags[handle];
        if (prefix) {
            try {
                return prefix + decodeURIComponent(suffix);
            }
            catch (error) {
                onError(String(error));
                return null;
            }
        }
        if (handle === '!')
            return source; // local tag
        onError(`Could not resolve tag: ${source}`);
        return null;
    }
    /**
     * Given a fully resolved tag, returns its printable string form,
     * taking into account current tag prefixes and defaults.
     */
    tagString(tag) {
        for (const [handle, prefix] of Object.entries(this.tags)) {
            if (tag.startsWith(prefix))
                return handle + escapeTagName(tag.substring(prefix.length));
        }
        return tag[0] === '!' ? tag : `!<${tag}>`;
    }
    toString(doc) {
        const lines = this.yaml.explicit
            ? [`%YAML ${this.yaml.version || '1.2'}`]
            : [];
        const tagEntries = Object.entries(this.tags);
        let tagNames;
        if (doc && tagEntries.length > 0 && identity.isNode(doc.contents)) {
            const tags = {};
            visit.visit(doc.contents, (_key, node) => {
                if (identity.isNode(node) && node.tag)
                    tags[node.tag] = true;
            });
            tagNames = Object.keys(tags);
        }
        else
            tagNames = [];
        for (const [handle, prefix] of tagEntries) {
            if (handle === '!!' && prefix === 'tag:yaml.org,2002:')
                continue;
            if (!doc || tagNames.some(tn => tn.startsWith(prefix)))
                lines.push(`%TAG ${handle} ${prefix}`);
        }
        return lines.join('\n');
    }
}
Directives.defaultYaml = { explicit: false, version: '1.2' };
Directives.defaultTags = { '!!': 'tag:yaml.org,2002:' };

exports.Directives = Directives;


/***/ }),

/***/ 7460:
/***/ ((__unused_webpack_module, exports) => {



class YAMLError extends Error {
    constructor(name, pos, code, message) {
        super();
        this.name = name;
        this.code = code;
        this.message = message;
        this.pos = pos;
    }
}
class YAMLParseError extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLParseError', pos, code, message);
    }
}
class YAMLWarning extends YAMLError {
    constructor(pos, code, message) {
        super('YAMLWarning', pos, code, message);
    }
}
const prettifyError = (src, lc) => (error) => {
    if (error.pos[0] === -1)
        return;
    error.linePos = error.pos.map(pos => lc.linePos(pos));
    const { line, col } = error.linePos[0];
    error.message += ` at line ${line}, column ${col}`;
    let ci = col - 1;
    let lineStr = src
        .substring(lc.lineStarts[line - 1], lc.lineStarts[line])
        .replace(/[\n\r]+$/, '');
    // Trim to max 80 chars, keeping col position near the middle
    if (ci >= 60 && lineStr.length > 80) {
        const trimStart = Math.min(ci - 39, lineStr.length - 79);
        lineStr = '\u2026' + lineStr.substring(trimStart);
        ci -= trimStart - 1;
    }
    if (lineStr.length > 80)
        lineStr = lineStr.substring(0, 79) + '\u2026';
    // Include previous line in context if pointing at line start
    if (line > 1 && /^ *$/.test(lineStr.substring(0, ci))) {
        // Regexp won't match if start is trimmed
        let prev = src.substring(lc.lineStarts[line - 2], lc.lineStarts[line - 1]);
        if (prev.length > 80)
            prev = prev.substring(0, 79) + '\u2026\n';
        lineStr = prev + lineStr;
    }
    if (/[^ ]/.test(lineStr)) {
        let count = 1;
        const end = error.linePos[1];
        if (end?.line === line && end.col > col) {
            count = Math.max(1, Math.min(end.col - col, 80 - ci));
        }
        const pointer = ' '.repeat(ci) + '^'.repeat(count);
        error.message += `:\n\n${lineStr}\n${pointer}\n`;
    }
};

exports.YAMLError = YAMLError;
exports.YAMLParseError = YAMLParseError;
exports.YAMLWarning = YAMLWarning;
exports.prettifyError = prettifyError;


/***/ }),

/***/ 3483:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {

var __webpack_unused_export__;


var composer = __nccwpck_require__(4260);
var Document = __nccwpck_require__(7977);
var Schema = __nccwpck_require__(1148);
var errors = __nccwpck_require__(7460);
var Alias = __nccwpck_require__(5525);
var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var Scalar = __nccwpck_require__(4305);
var YAMLMap = __nccwpck_require__(2938);
var YAMLSeq = __nccwpck_require__(3571);
var cst = __nccwpck_require__(3921);
var lexer = __nccwpck_require__(1893);
var lineCounter = __nccwpck_require__(2808);
var parser = __nccwpck_require__(3124);
var publicApi = __nccwpck_require__(4563);
var visit = __nccwpck_require__(1360);



__webpack_unused_export__ = composer.Composer;
__webpack_unused_export__ = Document.Document;
__webpack_unused_export__ = Schema.Schema;
__webpack_unused_export__ = errors.YAMLError;
__webpack_unused_export__ = errors.YAMLParseError;
__webpack_unused_export__ = errors.YAMLWarning;
__webpack_unused_export__ = Alias.Alias;
exports.Vj = identity.isAlias;
__webpack_unused_export__ = identity.isCollection;
__webpack_unused_export__ = identity.isDocument;
exports.jh = identity.isMap;
__webpack_unused_export__ = identity.isNode;
__webpack_unused_export__ = identity.isPair;
exports.jn = identity.isScalar;
exports.oP = identity.isSeq;
__webpack_unused_export__ = Pair.Pair;
__webpack_unused_export__ = Scalar.Scalar;
__webpack_unused_export__ = YAMLMap.YAMLMap;
__webpack_unused_export__ = YAMLSeq.YAMLSeq;
__webpack_unused_export__ = cst;
__webpack_unused_export__ = lexer.Lexer;
exports.HN = lineCounter.LineCounter;
__webpack_unused_export__ = parser.Parser;
__webpack_unused_export__ = publicApi.parse;
__webpack_unused_export__ = publicApi.parseAllDocuments;
exports.Tp = publicApi.parseDocument;
__webpack_unused_export__ = publicApi.stringify;
__webpack_unused_export__ = visit.visit;
__webpack_unused_export__ = visit.visitAsync;


/***/ }),

/***/ 6669:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);

function debug(logLevel, ...messages) {
    if (logLevel === 'debug')
        console.log(...messages);
}
function warn(logLevel, warning) {
    if (logLevel === 'debug' || logLevel === 'warn') {
        if (typeof node_process.emitWarning === 'function')
            node_process.emitWarning(warning);
        else
            console.warn(warning);
    }
}

exports.debug = debug;
exports.warn = warn;


/***/ }),

/***/ 5525:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(7048);
var visit = __nccwpck_require__(1360);
var identity = __nccwpck_require__(1891);
var Node = __nccwpck_require__(5605);
var toJS = __nccwpck_require__(3119);

class Alias extends Node.NodeBase {
    constructor(source) {
        super(identity.ALIAS);
        this.source = source;
        Object.defineProperty(this, 'tag', {
            set() {
                throw new Error('Alias nodes cannot have tags');
            }
        });
    }
    /**
     * Resolve the value of this alias within `doc`, finding the last
     * instance of the `source` anchor before this node.
     */
    resolve(doc, ctx) {
        if (ctx?.maxAliasCount === 0)
            throw new ReferenceError('Alias resolution is disabled');
        let nodes;
        if (ctx?.aliasResolveCache) {
            nodes = ctx.aliasResolveCache;
        }
        else {
            nodes = [];
            visit.visit(doc, {
                Node: (_key, node) => {
                    if (identity.isAlias(node) || identity.hasAnchor(node))
                        nodes.push(node);
                }
            });
            if (ctx)
                ctx.aliasResolveCache = nodes;
        }
        let found = undefined;
        for (const node of nodes) {
            if (node === this)
                break;
            if (node.anchor === this.source)
                found = node;
        }
        if (found && ctx) {
            const { anchors, doc, maxAliasCount } = ctx;
            let data = anchors.get(found);
            if (!data) {
                // Resolve anchors for Node.prototype.toJS()
                toJS.toJS(found, null, ctx);
                data = anchors.get(found);
            }
            /* istanbul ignore if */
            if (data?.res === undefined) {
                const msg = 'This should not happen: Alias anchor was not resolved?';
                throw new ReferenceError(msg);
            }
            if (maxAliasCount >= 0) {
                data.count += 1;
                if (data.aliasCount === 0)
                    data.aliasCount = getAliasCount(doc, found, anchors);
                if (data.count * data.aliasCount > maxAliasCount) {
                    const msg = 'Excessive alias count indicates a resource exhaustion attack';
                    throw new ReferenceError(msg);
                }
            }
        }
        return found;
    }
    toJSON(_arg, ctx) {
        if (!ctx)
            return { source: this.source };
        const source = this.resolve(ctx.doc, ctx);
        if (!source) {
            const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
            throw new ReferenceError(msg);
        }
        return ctx.anchors.get(source).res;
    }
    toString(ctx, _onComment, _onChompKeep) {
        const src = `*${this.source}`;
        if (ctx) {
            anchors.anchorIsValid(this.source);
            if (ctx.options.verifyAliasOrder && !ctx.anchors.has(this.source)) {
                const msg = `Unresolved alias (the anchor must be set before the alias): ${this.source}`;
                throw new Error(msg);
            }
            if (ctx.implicitKey)
                return `${src} `;
        }
        return src;
    }
}
function getAliasCount(doc, node, anchors) {
    if (identity.isAlias(node)) {
        const source = node.resolve(doc);
        const anchor = anchors && source && anchors.get(source);
        return anchor ? anchor.count * anchor.aliasCount : 0;
    }
    else if (identity.isCollection(node)) {
        let count = 0;
        for (const item of node.items) {
            const c = getAliasCount(doc, item, anchors);
            if (c > count)
                count = c;
        }
        return count;
    }
    else if (identity.isPair(node)) {
        const kc = getAliasCount(doc, node.key, anchors);
        const vc = getAliasCount(doc, node.value, anchors);
        return Math.max(kc, vc);
    }
    return 1;
}

exports.Alias = Alias;


/***/ }),

/***/ 1633:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(7616);
var identity = __nccwpck_require__(1891);
var Node = __nccwpck_require__(5605);

function collectionFromPath(schema, path, value) {
    let v = value;
    for (let i = path.length - 1; i >= 0; --i) {
        const k = path[i];
        if (typeof k === 'number' && Number.isInteger(k) && k >= 0) {
            const a = [];
            a[k] = v;
            v = a;
        }
        else {
            v = new Map([[k, v]]);
        }
    }
    return createNode.createNode(v, undefined, {
        aliasDuplicateObjects: false,
        keepUndefined: false,
        onAnchor: () => {
            throw new Error('This should not happen, please report a bug.');
        },
        schema,
        sourceObjects: new Map()
    });
}
// Type guard is intentionally a little wrong so as to be more useful,
// as it does not cover untypable empty non-string iterables (e.g. []).
const isEmptyPath = (path) => path == null ||
    (typeof path === 'object' && !!path[Symbol.iterator]().next().done);
class Collection extends Node.NodeBase {
    constructor(type, schema) {
        super(type);
        Object.defineProperty(this, 'schema', {
            value: schema,
            configurable: true,
            enumerable: false,
            writable: true
        });
    }
    /**
     * Create a copy of this collection.
     *
     * @param schema - If defined, overwrites the original's schema
     */
    clone(schema) {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (schema)
            copy.schema = schema;
        copy.items = copy.items.map(it => identity.isNode(it) || identity.isPair(it) ? it.clone(schema) : it);
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /**
     * Adds a value to the collection. For `!!map` and `!!omap` the value must
     * be a Pair instance or a `{ key, value }` object, which may not have a key
     * that already exists in the map.
     */
    addIn(path, value) {
        if (isEmptyPath(path))
            this.add(value);
        else {
            const [key, ...rest] = path;
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.addIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
    /**
     * Removes a value from the collection.
     * @returns `true` if the item was found and removed.
     */
    deleteIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.delete(key);
        const node = this.get(key, true);
        if (identity.isCollection(node))
            return node.deleteIn(rest);
        else
            throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
    }
    /**
     * Returns item at `key`, or `undefined` if not found. By default unwraps
     * scalar values from their surrounding node; to disable set `keepScalar` to
     * `true` (collections are always returned intact).
     */
    getIn(path, keepScalar) {
        const [key, ...rest] = path;
        const node = this.get(key, true);
        if (rest.length === 0)
            return !keepScalar && identity.isScalar(node) ? node.value : node;
        else
            return identity.isCollection(node) ? node.getIn(rest, keepScalar) : undefined;
    }
    hasAllNullValues(allowScalar) {
        return this.items.every(node => {
            if (!identity.isPair(node))
                return false;
            const n = node.value;
            return (n == null ||
                (allowScalar &&
                    identity.isScalar(n) &&
                    n.value == null &&
                    !n.commentBefore &&
                    !n.comment &&
                    !n.tag));
        });
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     */
    hasIn(path) {
        const [key, ...rest] = path;
        if (rest.length === 0)
            return this.has(key);
        const node = this.get(key, true);
        return identity.isCollection(node) ? node.hasIn(rest) : false;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     */
    setIn(path, value) {
        const [key, ...rest] = path;
        if (rest.length === 0) {
            this.set(key, value);
        }
        else {
            const node = this.get(key, true);
            if (identity.isCollection(node))
                node.setIn(rest, value);
            else if (node === undefined && this.schema)
                this.set(key, collectionFromPath(this.schema, rest, value));
            else
                throw new Error(`Expected YAML collection at ${key}. Remaining path: ${rest}`);
        }
    }
}

exports.Collection = Collection;
exports.collectionFromPath = collectionFromPath;
exports.isEmptyPath = isEmptyPath;


/***/ }),

/***/ 5605:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var applyReviver = __nccwpck_require__(7817);
var identity = __nccwpck_require__(1891);
var toJS = __nccwpck_require__(3119);

class NodeBase {
    constructor(type) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: type });
    }
    /** Create a copy of this node.  */
    clone() {
        const copy = Object.create(Object.getPrototypeOf(this), Object.getOwnPropertyDescriptors(this));
        if (this.range)
            copy.range = this.range.slice();
        return copy;
    }
    /** A plain JavaScript representation of this node. */
    toJS(doc, { mapAsMap, maxAliasCount, onAnchor, reviver } = {}) {
        if (!identity.isDocument(doc))
            throw new TypeError('A document argument is required');
        const ctx = {
            anchors: new Map(),
            doc,
            keep: true,
            mapAsMap: mapAsMap === true,
            mapKeyWarned: false,
            maxAliasCount: typeof maxAliasCount === 'number' ? maxAliasCount : 100
        };
        const res = toJS.toJS(this, '', ctx);
        if (typeof onAnchor === 'function')
            for (const { count, res } of ctx.anchors.values())
                onAnchor(res, count);
        return typeof reviver === 'function'
            ? applyReviver.applyReviver(reviver, { '': res }, '', res)
            : res;
    }
}

exports.NodeBase = NodeBase;


/***/ }),

/***/ 5153:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(7616);
var stringifyPair = __nccwpck_require__(9392);
var addPairToJSMap = __nccwpck_require__(1308);
var identity = __nccwpck_require__(1891);

function createPair(key, value, ctx) {
    const k = createNode.createNode(key, undefined, ctx);
    const v = createNode.createNode(value, undefined, ctx);
    return new Pair(k, v);
}
class Pair {
    constructor(key, value = null) {
        Object.defineProperty(this, identity.NODE_TYPE, { value: identity.PAIR });
        this.key = key;
        this.value = value;
    }
    clone(schema) {
        let { key, value } = this;
        if (identity.isNode(key))
            key = key.clone(schema);
        if (identity.isNode(value))
            value = value.clone(schema);
        return new Pair(key, value);
    }
    toJSON(_, ctx) {
        const pair = ctx?.mapAsMap ? new Map() : {};
        return addPairToJSMap.addPairToJSMap(ctx, pair, this);
    }
    toString(ctx, onComment, onChompKeep) {
        return ctx?.doc
            ? stringifyPair.stringifyPair(this, ctx, onComment, onChompKeep)
            : JSON.stringify(this);
    }
}

exports.Pair = Pair;
exports.createPair = createPair;


/***/ }),

/***/ 4305:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Node = __nccwpck_require__(5605);
var toJS = __nccwpck_require__(3119);

const isScalarValue = (value) => !value || (typeof value !== 'function' && typeof value !== 'object');
class Scalar extends Node.NodeBase {
    constructor(value) {
        super(identity.SCALAR);
        this.value = value;
    }
    toJSON(arg, ctx) {
        return ctx?.keep ? this.value : toJS.toJS(this.value, arg, ctx);
    }
    toString() {
        return String(this.value);
    }
}
Scalar.BLOCK_FOLDED = 'BLOCK_FOLDED';
Scalar.BLOCK_LITERAL = 'BLOCK_LITERAL';
Scalar.PLAIN = 'PLAIN';
Scalar.QUOTE_DOUBLE = 'QUOTE_DOUBLE';
Scalar.QUOTE_SINGLE = 'QUOTE_SINGLE';

exports.Scalar = Scalar;
exports.isScalarValue = isScalarValue;


/***/ }),

/***/ 2938:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyCollection = __nccwpck_require__(3008);
var addPairToJSMap = __nccwpck_require__(1308);
var Collection = __nccwpck_require__(1633);
var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var Scalar = __nccwpck_require__(4305);

function findPair(items, key) {
    const k = identity.isScalar(key) ? key.value : key;
    for (const it of items) {
        if (identity.isPair(it)) {
            if (it.key === key || it.key === k)
                return it;
            if (identity.isScalar(it.key) && it.key.value === k)
                return it;
        }
    }
    return undefined;
}
class YAMLMap extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:map';
    }
    constructor(schema) {
        super(identity.MAP, schema);
        this.items = [];
    }
    /**
     * A generic collection parsing method that can be extended
     * to other node classes that inherit from YAMLMap
     */
    static from(schema, obj, ctx) {
        const { keepUndefined, replacer } = ctx;
        const map = new this(schema);
        const add = (key, value) => {
            if (typeof replacer === 'function')
                value = replacer.call(obj, key, value);
            else if (Array.isArray(replacer) && !replacer.includes(key))
                return;
            if (value !== undefined || keepUndefined)
                map.items.push(Pair.createPair(key, value, ctx));
        };
        if (obj instanceof Map) {
            for (const [key, value] of obj)
                add(key, value);
        }
        else if (obj && typeof obj === 'object') {
            for (const key of Object.keys(obj))
                add(key, obj[key]);
        }
        if (typeof schema.sortMapEntries === 'function') {
            map.items.sort(schema.sortMapEntries);
        }
        return map;
    }
    /**
     * Adds a value to the collection.
     *
     * @param overwrite - If not set `true`, using a key that is already in the
     *   collection will throw. Otherwise, overwrites the previous value.
     */
    add(pair, overwrite) {
        let _pair;
        if (identity.isPair(pair))
            _pair = pair;
        else if (!pair || typeof pair !== 'object' || !('key' in pair)) {
            // In TypeScript, this never happens.
            _pair = new Pair.Pair(pair, pair?.value);
        }
        else
            _pair = new Pair.Pair(pair.key, pair.value);
        const prev = findPair(this.items, _pair.key);
        const sortEntries = this.schema?.sortMapEntries;
        if (prev) {
            if (!overwrite)
                throw new Error(`Key ${_pair.key} already set`);
            // For scalars, keep the old node & its comments and anchors
            if (identity.isScalar(prev.value) && Scalar.isScalarValue(_pair.value))
                prev.value.value = _pair.value;
            else
                prev.value = _pair.value;
        }
        else if (sortEntries) {
            const i = this.items.findIndex(item => sortEntries(_pair, item) < 0);
            if (i === -1)
                this.items.push(_pair);
            else
                this.items.splice(i, 0, _pair);
        }
        else {
            this.items.push(_pair);
        }
    }
    delete(key) {
        const it = findPair(this.items, key);
        if (!it)
            return false;
        const del = this.items.splice(this.items.indexOf(it), 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const it = findPair(this.items, key);
        const node = it?.value;
        return (!keepScalar && identity.isScalar(node) ? node.value : node) ?? undefined;
    }
    has(key) {
        return !!findPair(this.items, key);
    }
    set(key, value) {
        this.add(new Pair.Pair(key, value), true);
    }
    /**
     * @param ctx - Conversion context, originally set in Document#toJS()
     * @param {Class} Type - If set, forces the returned collection type
     * @returns Instance of Type, Map, or Object
     */
    toJSON(_, ctx, Type) {
        const map = Type ? new Type() : ctx?.mapAsMap ? new Map() : {};
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const item of this.items)
            addPairToJSMap.addPairToJSMap(ctx, map, item);
        return map;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        for (const item of this.items) {
            if (!identity.isPair(item))
                throw new Error(`Map items must all be pairs; found ${JSON.stringify(item)} instead`);
        }
        if (!ctx.allNullValues && this.hasAllNullValues(false))
            ctx = Object.assign({}, ctx, { allNullValues: true });
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '',
            flowChars: { start: '{', end: '}' },
            itemIndent: ctx.indent || '',
            onChompKeep,
            onComment
        });
    }
}

exports.YAMLMap = YAMLMap;
exports.findPair = findPair;


/***/ }),

/***/ 3571:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var createNode = __nccwpck_require__(7616);
var stringifyCollection = __nccwpck_require__(3008);
var Collection = __nccwpck_require__(1633);
var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);
var toJS = __nccwpck_require__(3119);

class YAMLSeq extends Collection.Collection {
    static get tagName() {
        return 'tag:yaml.org,2002:seq';
    }
    constructor(schema) {
        super(identity.SEQ, schema);
        this.items = [];
    }
    add(value) {
        this.items.push(value);
    }
    /**
     * Removes a value from the collection.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     *
     * @returns `true` if the item was found and removed.
     */
    delete(key) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return false;
        const del = this.items.splice(idx, 1);
        return del.length > 0;
    }
    get(key, keepScalar) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            return undefined;
        const it = this.items[idx];
        return !keepScalar && identity.isScalar(it) ? it.value : it;
    }
    /**
     * Checks if the collection includes a value with the key `key`.
     *
     * `key` must contain a representation of an integer for this to succeed.
     * It may be wrapped in a `Scalar`.
     */
    has(key) {
        const idx = asItemIndex(key);
        return typeof idx === 'number' && idx < this.items.length;
    }
    /**
     * Sets a value in this collection. For `!!set`, `value` needs to be a
     * boolean to add/remove the item from the set.
     *
     * If `key` does not contain a representation of an integer, this will throw.
     * It may be wrapped in a `Scalar`.
     */
    set(key, value) {
        const idx = asItemIndex(key);
        if (typeof idx !== 'number')
            throw new Error(`Expected a valid index, not ${key}.`);
        const prev = this.items[idx];
        if (identity.isScalar(prev) && Scalar.isScalarValue(value))
            prev.value = value;
        else
            this.items[idx] = value;
    }
    toJSON(_, ctx) {
        const seq = [];
        if (ctx?.onCreate)
            ctx.onCreate(seq);
        let i = 0;
        for (const item of this.items)
            seq.push(toJS.toJS(item, String(i++), ctx));
        return seq;
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        return stringifyCollection.stringifyCollection(this, ctx, {
            blockItemPrefix: '- ',
            flowChars: { start: '[', end: ']' },
            itemIndent: (ctx.indent || '') + '  ',
            onChompKeep,
            onComment
        });
    }
    static from(schema, obj, ctx) {
        const { replacer } = ctx;
        const seq = new this(schema);
        if (obj && Symbol.iterator in Object(obj)) {
            let i = 0;
            for (let it of obj) {
                if (typeof replacer === 'function') {
                    const key = obj instanceof Set ? it : String(i++);
                    it = replacer.call(obj, key, it);
                }
                seq.items.push(createNode.createNode(it, undefined, ctx));
            }
        }
        return seq;
    }
}
function asItemIndex(key) {
    let idx = identity.isScalar(key) ? key.value : key;
    if (idx && typeof idx === 'string')
        idx = Number(idx);
    return typeof idx === 'number' && Number.isInteger(idx) && idx >= 0
        ? idx
        : null;
}

exports.YAMLSeq = YAMLSeq;


/***/ }),

/***/ 1308:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var log = __nccwpck_require__(6669);
var merge = __nccwpck_require__(4376);
var stringify = __nccwpck_require__(3376);
var identity = __nccwpck_require__(1891);
var toJS = __nccwpck_require__(3119);

function addPairToJSMap(ctx, map, { key, value }) {
    if (identity.isNode(key) && key.addToJSMap)
        key.addToJSMap(ctx, map, value);
    // TODO: Should drop this special case for bare << handling
    else if (merge.isMergeKey(ctx, key))
        merge.addMergeToJSMap(ctx, map, value);
    else {
        const jsKey = toJS.toJS(key, '', ctx);
        if (map instanceof Map) {
            map.set(jsKey, toJS.toJS(value, jsKey, ctx));
        }
        else if (map instanceof Set) {
            map.add(jsKey);
        }
        else {
            const stringKey = stringifyKey(key, jsKey, ctx);
            const jsValue = toJS.toJS(value, stringKey, ctx);
            if (stringKey in map)
                Object.defineProperty(map, stringKey, {
                    value: jsValue,
                    writable: true,
                    enumerable: true,
                    configurable: true
                });
            else
                map[stringKey] = jsValue;
        }
    }
    return map;
}
function stringifyKey(key, jsKey, ctx) {
    if (jsKey === null)
        return '';
    // eslint-disable-next-line @typescript-eslint/no-base-to-string
    if (typeof jsKey !== 'object')
        return String(jsKey);
    if (identity.isNode(key) && ctx?.doc) {
        const strCtx = stringify.createStringifyContext(ctx.doc, {});
        strCtx.anchors = new Set();
        for (const node of ctx.anchors.keys())
            strCtx.anchors.add(node.anchor);
        strCtx.inFlow = true;
        strCtx.inStringifyKey = true;
        const strKey = key.toString(strCtx);
        if (!ctx.mapKeyWarned) {
            let jsonStr = JSON.stringify(strKey);
            if (jsonStr.length > 40)
                jsonStr = jsonStr.substring(0, 36) + '..."';
            log.warn(ctx.doc.options.logLevel, `Keys with collection values will be stringified due to JS Object restrictions: ${jsonStr}. Set mapAsMap: true to use object keys.`);
            ctx.mapKeyWarned = true;
        }
        return strKey;
    }
    return JSON.stringify(jsKey);
}

exports.addPairToJSMap = addPairToJSMap;


/***/ }),

/***/ 1891:
/***/ ((__unused_webpack_module, exports) => {



const ALIAS = Symbol.for('yaml.alias');
const DOC = Symbol.for('yaml.document');
const MAP = Symbol.for('yaml.map');
const PAIR = Symbol.for('yaml.pair');
const SCALAR = Symbol.for('yaml.scalar');
const SEQ = Symbol.for('yaml.seq');
const NODE_TYPE = Symbol.for('yaml.node.type');
const isAlias = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === ALIAS;
const isDocument = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === DOC;
const isMap = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === MAP;
const isPair = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === PAIR;
const isScalar = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SCALAR;
const isSeq = (node) => !!node && typeof node === 'object' && node[NODE_TYPE] === SEQ;
function isCollection(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case MAP:
            case SEQ:
                return true;
        }
    return false;
}
function isNode(node) {
    if (node && typeof node === 'object')
        switch (node[NODE_TYPE]) {
            case ALIAS:
            case MAP:
            case SCALAR:
            case SEQ:
                return true;
        }
    return false;
}
const hasAnchor = (node) => (isScalar(node) || isCollection(node)) && !!node.anchor;

exports.ALIAS = ALIAS;
exports.DOC = DOC;
exports.MAP = MAP;
exports.NODE_TYPE = NODE_TYPE;
exports.PAIR = PAIR;
exports.SCALAR = SCALAR;
exports.SEQ = SEQ;
exports.hasAnchor = hasAnchor;
exports.isAlias = isAlias;
exports.isCollection = isCollection;
exports.isDocument = isDocument;
exports.isMap = isMap;
exports.isNode = isNode;
exports.isPair = isPair;
exports.isScalar = isScalar;
exports.isSeq = isSeq;


/***/ }),

/***/ 3119:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);

/**
 * Recursively convert any node or its contents to native JavaScript
 *
 * @param value - The input value
 * @param arg - If `value` defines a `toJSON()` method, use this
 *   as its first argument
 * @param ctx - Conversion context, originally set in Document#toJS(). If
 *   `{ keep: true }` is not set, output should be suitable for JSON
 *   stringification.
 */
function toJS(value, arg, ctx) {
    // eslint-disable-next-line @typescript-eslint/no-unsafe-return
    if (Array.isArray(value))
        return value.map((v, i) => toJS(v, String(i), ctx));
    if (value && typeof value.toJSON === 'function') {
        // eslint-disable-next-line @typescript-eslint/no-unsafe-call
        if (!ctx || !identity.hasAnchor(value))
            return value.toJSON(arg, ctx);
        const data = { aliasCount: 0, count: 1, res: undefined };
        ctx.anchors.set(value, data);
        ctx.onCreate = res => {
            data.res = res;
            delete ctx.onCreate;
        };
        const res = value.toJSON(arg, ctx);
        if (ctx.onCreate)
            ctx.onCreate(res);
        return res;
    }
    if (typeof value === 'bigint' && !ctx?.keep)
        return Number(value);
    return value;
}

exports.toJS = toJS;


/***/ }),

/***/ 6242:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var resolveBlockScalar = __nccwpck_require__(293);
var resolveFlowScalar = __nccwpck_require__(7686);
var errors = __nccwpck_require__(7460);
var stringifyString = __nccwpck_require__(3665);

function resolveAsScalar(token, strict = true, onError) {
    if (token) {
        const _onError = (pos, code, message) => {
            const offset = typeof pos === 'number' ? pos : Array.isArray(pos) ? pos[0] : pos.offset;
            if (onError)
                onError(offset, code, message);
            else
                throw new errors.YAMLParseError([offset, offset + 1], code, message);
        };
        switch (token.type) {
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return resolveFlowScalar.resolveFlowScalar(token, strict, _onError);
            case 'block-scalar':
                return resolveBlockScalar.resolveBlockScalar({ options: { strict } }, token, _onError);
        }
    }
    return null;
}
/**
 * Create a new scalar token with `value`
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.end Comments and whitespace after the end of the value, or after the block scalar header. If undefined, a newline will be added.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.indent The indent level of the token.
 * @param context.inFlow Is this scalar within a flow collection? This may affect the resolved type of the token's value.
 * @param context.offset The offset position of the token.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function createScalarToken(value, context) {
    const { implicitKey = false, indent, inFlow = false, offset = -1, type = 'PLAIN' } = context;
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey,
        indent: indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    const end = context.end ?? [
        { type: 'newline', offset: -1, indent, source: '\n' }
    ];
    switch (source[0]) {
        case '|':
        case '>': {
            const he = source.indexOf('\n');
            const head = source.substring(0, he);
            const body = source.substring(he + 1) + '\n';
            const props = [
                { type: 'block-scalar-header', offset, indent, source: head }
            ];
            if (!addEndtoBlockProps(props, end))
                props.push({ type: 'newline', offset: -1, indent, source: '\n' });
            return { type: 'block-scalar', offset, indent, props, source: body };
        }
        case '"':
            return { type: 'double-quoted-scalar', offset, indent, source, end };
        case "'":
            return { type: 'single-quoted-scalar', offset, indent, source, end };
        default:
            return { type: 'scalar', offset, indent, source, end };
    }
}
/**
 * Set the value of `token` to the given string `value`, overwriting any previous contents and type that it may have.
 *
 * Best efforts are made to retain any comments previously associated with the `token`,
 * though all contents within a collection's `items` will be overwritten.
 *
 * Values that represent an actual string but may be parsed as a different type should use a `type` other than `'PLAIN'`,
 * as this function does not support any schema operations and won't check for such conflicts.
 *
 * @param token Any token. If it does not include an `indent` value, the value will be stringified as if it were an implicit key.
 * @param value The string representation of the value, which will have its content properly indented.
 * @param context.afterKey In most cases, values after a key should have an additional level of indentation.
 * @param context.implicitKey Being within an implicit key may affect the resolved type of the token's value.
 * @param context.inFlow Being within a flow collection may affect the resolved type of the token's value.
 * @param context.type The preferred type of the scalar token. If undefined, the previous type of the `token` will be used, defaulting to `'PLAIN'`.
 */
function setScalarValue(token, value, context = {}) {
    let { afterKey = false, implicitKey = false, inFlow = false, type } = context;
    let indent = 'indent' in token ? token.indent : null;
    if (afterKey && typeof indent === 'number')
        indent += 2;
    if (!type)
        switch (token.type) {
            case 'single-quoted-scalar':
                type = 'QUOTE_SINGLE';
                break;
            case 'double-quoted-scalar':
                type = 'QUOTE_DOUBLE';
                break;
            case 'block-scalar': {
                const header = token.props[0];
                if (header.type !== 'block-scalar-header')
                    throw new Error('Invalid block scalar header');
                type = header.source[0] === '>' ? 'BLOCK_FOLDED' : 'BLOCK_LITERAL';
                break;
            }
            default:
                type = 'PLAIN';
        }
    const source = stringifyString.stringifyString({ type, value }, {
        implicitKey: implicitKey || indent === null,
        indent: indent !== null && indent > 0 ? ' '.repeat(indent) : '',
        inFlow,
        options: { blockQuote: true, lineWidth: -1 }
    });
    switch (source[0]) {
        case '|':
        case '>':
            setBlockScalarValue(token, source);
            break;
        case '"':
            setFlowScalarValue(token, source, 'double-quoted-scalar');
            break;
        case "'":
            setFlowScalarValue(token, source, 'single-quoted-scalar');
            break;
        default:
            setFlowScalarValue(token, source, 'scalar');
    }
}
function setBlockScalarValue(token, source) {
    const he = source.indexOf('\n');
    const head = source.substring(0, he);
    const body = source.substring(he + 1) + '\n';
    if (token.type === 'block-scalar') {
        const header = token.props[0];
        if (header.type !== 'block-scalar-header')
            throw new Error('Invalid block scalar header');
        header.source = head;
        token.source = body;
    }
    else {
        const { offset } = token;
        const indent = 'indent' in token ? token.indent : -1;
        const props = [
            { type: 'block-scalar-header', offset, indent, source: head }
        ];
        if (!addEndtoBlockProps(props, 'end' in token ? token.end : undefined))
            props.push({ type: 'newline', offset: -1, indent, source: '\n' });
        for (const key of Object.keys(token))
            if (key !== 'type' && key !== 'offset')
                delete token[key];
        Object.assign(token, { type: 'block-scalar', indent, props, source: body });
    }
}
/** @returns `true` if last token is a newline */
function addEndtoBlockProps(props, end) {
    if (end)
        for (const st of end)
            switch (st.type) {
                case 'space':
                case 'comment':
                    props.push(st);
                    break;
                case 'newline':
                    props.push(st);
                    return true;
            }
    return false;
}
function setFlowScalarValue(token, source, type) {
    switch (token.type) {
        case 'scalar':
        case 'double-quoted-scalar':
        case 'single-quoted-scalar':
            token.type = type;
            token.source = source;
            break;
        case 'block-scalar': {
            const end = token.props.slice(1);
            let oa = source.length;
            if (token.props[0].type === 'block-scalar-header')
                oa -= token.props[0].source.length;
            for (const tok of end)
                tok.offset += oa;
            delete token.props;
            Object.assign(token, { type, source, end });
            break;
        }
        case 'block-map':
        case 'block-seq': {
            const offset = token.offset + source.length;
            const nl = { type: 'newline', offset, indent: token.indent, source: '\n' };
            delete token.items;
            Object.assign(token, { type, source, end: [nl] });
            break;
        }
        default: {
            const indent = 'indent' in token ? token.indent : -1;
            const end = 'end' in token && Array.isArray(token.end)
                ? token.end.filter(st => st.type === 'space' ||
                    st.type === 'comment' ||
                    st.type === 'newline')
                : [];
            for (const key of Object.keys(token))
                if (key !== 'type' && key !== 'offset')
                    delete token[key];
            Object.assign(token, { type, indent, source, end });
        }
    }
}

exports.createScalarToken = createScalarToken;
exports.resolveAsScalar = resolveAsScalar;
exports.setScalarValue = setScalarValue;


/***/ }),

/***/ 2393:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringify a CST document, token, or collection item
 *
 * Fair warning: This applies no validation whatsoever, and
 * simply concatenates the sources in their logical order.
 */
const stringify = (cst) => 'type' in cst ? stringifyToken(cst) : stringifyItem(cst);
function stringifyToken(token) {
    switch (token.type) {
        case 'block-scalar': {
            let res = '';
            for (const tok of token.props)
                res += stringifyToken(tok);
            return res + token.source;
        }
        case 'block-map':
        case 'block-seq': {
            let res = '';
            for (const item of token.items)
                res += stringifyItem(item);
            return res;
        }
        case 'flow-collection': {
            let res = token.start.source;
            for (const item of token.items)
                res += stringifyItem(item);
            for (const st of token.end)
                res += st.source;
            return res;
        }
        case 'document': {
            let res = stringifyItem(token);
            if (token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
        default: {
            let res = token.source;
            if ('end' in token && token.end)
                for (const st of token.end)
                    res += st.source;
            return res;
        }
    }
}
function stringifyItem({ start, key, sep, value }) {
    let res = '';
    for (const st of start)
        res += st.source;
    if (key)
        res += stringifyToken(key);
    if (sep)
        for (const st of sep)
            res += st.source;
    if (value)
        res += stringifyToken(value);
    return res;
}

exports.stringify = stringify;


/***/ }),

/***/ 5207:
/***/ ((__unused_webpack_module, exports) => {



const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove item');
/**
 * Apply a visitor to a CST document or item.
 *
 * Walks through the tree (depth-first) starting from the root, calling a
 * `visitor` function with two arguments when entering each item:
 *   - `item`: The current item, which included the following members:
 *     - `start: SourceToken[]` \u2013 Source tokens before the key or value,
 *       possibly including its anchor or tag.
 *     - `key?: Token | null` \u2013 Set for pair values. May then be `null`, if
 *       the key before the `:` separator is empty.
 *     - `sep?: SourceToken[]` \u2013 Source tokens between the key and the value,
 *       which should include the `:` map value indicator if `value` is set.
 *     - `value?: Token` \u2013 The value of a sequence item, or of a map pair.
 *   - `path`: The steps from the root to the current node, as an array of
 *     `['key' | 'value', number]` tuples.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this token, continue with
 *      next sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current item, then continue with the next one
 *   - `number`: Set the index of the next step. This is useful especially if
 *     the index of the current token has changed.
 *   - `function`: Define the next visitor for this item. After the original
 *     visitor is called on item entry, next visitors are called after handling
 *     a non-empty `key` and when exiting the item.
 */
function visit(cst, visitor) {
    if ('type' in cst && cst.type === 'document')
        cst = { start: cst.start, value: cst.value };
    _visit(Object.freeze([]), cst, visitor);
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current item */
visit.SKIP = SKIP;
/** Remove the current item */
visit.REMOVE = REMOVE;
/** Find the item at `path` from `cst` as the root */
visit.itemAtPath = (cst, path) => {
    let item = cst;
    for (const [field, index] of path) {
        const tok = item?.[field];
        if (tok && 'items' in tok) {
            item = tok.items[index];
        }
        else
            return undefined;
    }
    return item;
};
/**
 * Get the immediate parent collection of the item at `path` from `cst` as the root.
 *
 * Throws an error if the collection is not found, which should never happen if the item itself exists.
 */
visit.parentCollection = (cst, path) => {
    const parent = visit.itemAtPath(cst, path.slice(0, -1));
    const field = path[path.length - 1][0];
    const coll = parent?.[field];
    if (coll && 'items' in coll)
        return coll;
    throw new Error('Parent collection not found');
};
function _visit(path, item, visitor) {
    let ctrl = visitor(item, path);
    if (typeof ctrl === 'symbol')
        return ctrl;
    for (const field of ['key', 'value']) {
        const token = item[field];
        if (token && 'items' in token) {
            for (let i = 0; i < token.items.length; ++i) {
                const ci = _visit(Object.freeze(path.concat([[field, i]])), token.items[i], visitor);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    token.items.splice(i, 1);
                    i -= 1;
                }
            }
            if (typeof ctrl === 'function' && field === 'key')
                ctrl = ctrl(item, path);
        }
    }
    return typeof ctrl === 'function' ? ctrl(item, path) : ctrl;
}

exports.visit = visit;


/***/ }),

/***/ 3921:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cstScalar = __nccwpck_require__(6242);
var cstStringify = __nccwpck_require__(2393);
var cstVisit = __nccwpck_require__(5207);

/** The byte order mark */
const BOM = '\u{FEFF}';
/** Start of doc-mode */
const DOCUMENT = '\x02'; // C0: Start of Text
/** Unexpected end of flow-mode */
const FLOW_END = '\x18'; // C0: Cancel
/** Next token is a scalar value */
const SCALAR = '\x1f'; // C0: Unit Separator
/** @returns `true` if `token` is a flow or block collection */
const isCollection = (token) => !!token && 'items' in token;
/** @returns `true` if `token` is a flow or block scalar; not an alias */
const isScalar = (token) => !!token &&
    (token.type === 'scalar' ||
        token.type === 'single-quoted-scalar' ||
        token.type === 'double-quoted-scalar' ||
        token.type === 'block-scalar');
/* istanbul ignore next */
/** Get a printable representation of a lexer token */
function prettyToken(token) {
    switch (token) {
        case BOM:
            return '<BOM>';
        case DOCUMENT:
            return '<DOC>';
        case FLOW_END:
            return '<FLOW_END>';
        case SCALAR:
            return '<SCALAR>';
        default:
            return JSON.stringify(token);
    }
}
/** Identify the type of a lexer token. May return `null` for unknown tokens. */
function tokenType(source) {
    switch (source) {
        case BOM:
            return 'byte-order-mark';
        case DOCUMENT:
            return 'doc-mode';
        case FLOW_END:
            return 'flow-error-end';
        case SCALAR:
            return 'scalar';
        case '---':
            return 'doc-start';
        case '...':
            return 'doc-end';
        case '':
        case '\n':
        case '\r\n':
            return 'newline';
        case '-':
            return 'seq-item-ind';
        case '?':
            return 'explicit-key-ind';
        case ':':
            return 'map-value-ind';
        case '{':
            return 'flow-map-start';
        case '}':
            return 'flow-map-end';
        case '[':
            return 'flow-seq-start';
        case ']':
            return 'flow-seq-end';
        case ',':
            return 'comma';
    }
    switch (source[0]) {
        case ' ':
        case '\t':
            return 'space';
        case '#':
            return 'comment';
        case '%':
            return 'directive-line';
        case '*':
            return 'alias';
        case '&':
            return 'anchor';
        case '!':
            return 'tag';
        case "'":
            return 'single-quoted-scalar';
        case '"':
            return 'double-quoted-scalar';
        case '|':
        case '>':
            return 'block-scalar-header';
    }
    return null;
}

exports.createScalarToken = cstScalar.createScalarToken;
exports.resolveAsScalar = cstScalar.resolveAsScalar;
exports.setScalarValue = cstScalar.setScalarValue;
exports.stringify = cstStringify.stringify;
exports.visit = cstVisit.visit;
exports.BOM = BOM;
exports.DOCUMENT = DOCUMENT;
exports.FLOW_END = FLOW_END;
exports.SCALAR = SCALAR;
exports.isCollection = isCollection;
exports.isScalar = isScalar;
exports.prettyToken = prettyToken;
exports.tokenType = tokenType;


/***/ }),

/***/ 1893:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var cst = __nccwpck_require__(3921);

/*
START -> stream

stream
  directive -> line-end -> stream
  indent + line-end -> stream
  [else] -> line-start

line-end
  comment -> line-end
  newline -> .
  input-end -> END

line-start
  doc-start -> doc
  doc-end -> stream
  [else] -> indent -> block-start

block-start
  seq-item-start -> block-start
  explicit-key-start -> block-start
  map-value-start -> block-start
  [else] -> doc

doc
  line-end -> line-start
  spaces -> doc
  anchor -> doc
  tag -> doc
  flow-start -> flow -> doc
  flow-end -> error -> doc
  seq-item-start -> error -> doc
  explicit-key-start -> error -> doc
  map-value-start -> doc
  alias -> doc
  quote-start -> quoted-scalar -> doc
  block-scalar-header -> line-end -> block-scalar(min) -> line-start
  [else] -> plain-scalar(false, min) -> doc

flow
  line-end -> flow
  spaces -> flow
  anchor -> flow
  tag -> flow
  flow-start -> flow -> flow
  flow-end -> .
  seq-item-start -> error -> flow
  explicit-key-start -> flow
  map-value-start -> flow
  alias -> flow
  quote-start -> quoted-scalar -> flow
  comma -> flow
  [else] -> plain-scalar(true, 0) -> flow

quoted-scalar
  quote-end -> .
  [else] -> quoted-scalar

block-scalar(min)
  newline + peek(indent < min) -> .
  [else] -> block-scalar(min)

plain-scalar(is-flow, min)
  scalar-end(is-flow) -> .
  peek(newline + (indent < min)) -> .
  [else] -> plain-scalar(min)
*/
function isEmpty(ch) {
    switch (ch) {
        case undefined:
        case ' ':
        case '\n':
        case '\r':
        case '\t':
            return true;
        default:
            return false;
    }
}
const hexDigits = new Set('0123456789ABCDEFabcdef');
const tagChars = new Set("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-#;/?:@&=+$_.!~*'()");
const flowIndicatorChars = new Set(',[]{}');
const invalidAnchorChars = new Set(' ,[]{}\n\r\t');
const isNotAnchorChar = (ch) => !ch || invalidAnchorChars.has(ch);
/**
 * Splits an input string into lexical tokens, i.e. smaller strings that are
 * easily identifiable by `tokens.tokenType()`.
 *
 * Lexing starts always in a "stream" context. Incomplete input may be buffered
 * until a complete token can be emitted.
 *
 * In addition to slices of the original input, the following control characters
 * may also be emitted:
 *
 * - `\x02` (Start of Text): A document starts with the next token
 * - `\x18` (Cancel): Unexpected end of flow-mode (indicates an error)
 * - `\x1f` (Unit Separator): Next token is a scalar value
 * - `\u{FEFF}` (Byte order mark): Emitted separately outside documents
 */
class Lexer {
    constructor() {
        /**
         * Flag indicating whether the end of the current buffer marks the end of
         * all input
         */
        this.atEnd = false;
        /**
         * Explicit indent set in block scalar header, as an offset from the current
         * minimum indent, so e.g. set to 1 from a header `|2+`. Set to -1 if not
         * explicitly set.
         */
        this.blockScalarIndent = -1;
        /**
         * Block scalars that include a + (keep) chomping indicator in their header
         * include trailing empty lines, which are otherwise excluded from the
         * scalar's contents.
         */
        this.blockScalarKeep = false;
        /** Current input */
        this.buffer = '';
        /**
         * Flag noting whether the map value indicator : can immediately follow this
         * node within a flow context.
         */
        this.flowKey = false;
        /** Count of surrounding flow collection levels. */
        this.flowLevel = 0;
        /**
         * Minimum level of indentation required for next lines to be parsed as a
         * part of the current scalar value.
         */
        this.indentNext = 0;
        /** Indentation level of the current line. */
        this.indentValue = 0;
        /** Position of the next \n character. */
        this.lineEndPos = null;
        /** Stores the state of the lexer if reaching the end of incpomplete input */
        this.next = null;
        /** A pointer to `buffer`; the current position of the lexer. */
        this.pos = 0;
    }
    /**
     * Generate YAML tokens from the `source` string. If `incomplete`,
     * a part of the last line may be left as a buffer for the next call.
     *
     * @returns A generator of lexical tokens
     */
    *lex(source, incomplete = false) {
        if (source) {
            if (typeof source !== 'string')
                throw TypeError('source is not a string');
            this.buffer = this.buffer ? this.buffer + source : source;
            this.lineEndPos = null;
        }
        this.atEnd = !incomplete;
        let next = this.next ?? 'stream';
        while (next && (incomplete || this.hasChars(1)))
            next = yield* this.parseNext(next);
    }
    atLineEnd() {
        let i = this.pos;
        let ch = this.buffer[i];
        while (ch === ' ' || ch === '\t')
            ch = this.buffer[++i];
        if (!ch || ch === '#' || ch === '\n')
            return true;
        if (ch === '\r')
            return this.buffer[i + 1] === '\n';
        return false;
    }
    charAt(n) {
        return this.buffer[this.pos + n];
    }
    continueScalar(offset) {
        let ch = this.buffer[offset];
        if (this.indentNext > 0) {
            let indent = 0;
            while (ch === ' ')
                ch = this.buffer[++indent + offset];
            if (ch === '\r') {
                const next = this.buffer[indent + offset + 1];
                if (next === '\n' || (!next && !this.atEnd))
                    return offset + indent + 1;
            }
            return ch === '\n' || indent >= this.indentNext || (!ch && !this.atEnd)
                ? offset + indent
                : -1;
        }
        if (ch === '-' || ch === '.') {
            const dt = this.buffer.substr(offset, 3);
            if ((dt === '---' || dt === '...') && isEmpty(this.buffer[offset + 3]))
                return -1;
        }
        return offset;
    }
    getLine() {
        let end = this.lineEndPos;
        if (typeof end !== 'number' || (end !== -1 && end < this.pos)) {
            end = this.buffer.indexOf('\n', this.pos);
            this.lineEndPos = end;
        }
        if (end === -1)
            return this.atEnd ? this.buffer.substring(this.pos) : null;
        if (this.buffer[end - 1] === '\r')
            end -= 1;
        return this.buffer.substring(this.pos, end);
    }
    hasChars(n) {
        return this.pos + n <= this.buffer.length;
    }
    setNext(state) {
        this.buffer = this.buffer.substring(this.pos);
        this.pos = 0;
        this.lineEndPos = null;
        this.next = state;
        return null;
    }
    peek(n) {
        return this.buffer.substr(this.pos, n);
    }
    *parseNext(next) {
        switch (next) {
            case 'stream':
                return yield* this.parseStream();
            case 'line-start':
                return yield* this.parseLineStart();
            case 'block-start':
                return yield* this.parseBlockStart();
            case 'doc':
                return yield* this.parseDocument();
            case 'flow':
                return yield* this.parseFlowCollection();
            case 'quoted-scalar':
                return yield* this.parseQuotedScalar();
            case 'block-scalar':
                return yield* this.parseBlockScalar();
            case 'plain-scalar':
                return yield* this.parsePlainScalar();
        }
    }
    *parseStream() {
        let line = this.getLine();
        if (line === null)
            return this.setNext('stream');
        if (line[0] === cst.BOM) {
            yield* this.pushCount(1);
            line = line.substring(1);
        }
        if (line[0] === '%') {
            let dirEnd = line.length;
            let cs = line.indexOf('#');
            while (cs !== -1) {
                const ch = line[cs - 1];
                if (ch === ' ' || ch === '\t') {
                    dirEnd = cs - 1;
                    break;
                }
                else {
                    cs = line.indexOf('#', cs + 1);
                }
            }
            while (true) {
                const ch = line[dirEnd - 1];
                if (ch === ' ' || ch === '\t')
                    dirEnd -= 1;
                else
                    break;
            }
            const n = (yield* this.pushCount(dirEnd)) + (yield* this.pushSpaces(true));
            yield* this.pushCount(line.length - n); // possible comment
            this.pushNewline();
            return 'stream';
        }
        if (this.atLineEnd()) {
            const sp = yield* this.pushSpaces(true);
            yield* this.pushCount(line.length - sp);
            yield* this.pushNewline();
            return 'stream';
        }
        yield cst.DOCUMENT;
        return yield* this.parseLineStart();
    }
    *parseLineStart() {
        const ch = this.charAt(0);
        if (!ch && !this.atEnd)
            return this.setNext('line-start');
        if (ch === '-' || ch === '.') {
            if (!this.atEnd && !this.hasChars(4))
                return this.setNext('line-start');
            const s = this.peek(3);
            if ((s === '---' || s === '...') && isEmpty(this.charAt(3))) {
                yield* this.pushCount(3);
                this.indentValue = 0;
                this.indentNext = 0;
                return s === '---' ? 'doc' : 'stream';
            }
        }
        this.indentValue = yield* this.pushSpaces(false);
        if (this.indentNext > this.indentValue && !isEmpty(this.charAt(1)))
            this.indentNext = this.indentValue;
        return yield* this.parseBlockStart();
    }
    *parseBlockStart() {
        const [ch0, ch1] = this.peek(2);
        if (!ch1 && !this.atEnd)
            return this.setNext('block-start');
        if ((ch0 === '-' || ch0 === '?' || ch0 === ':') && isEmpty(ch1)) {
            const n = (yield* this.pushCount(1)) + (yield* this.pushSpaces(true));
            this.indentNext = this.indentValue + 1;
            this.indentValue += n;
            return 'block-start';
        }
        return 'doc';
    }
    *parseDocument() {
        yield* this.pushSpaces(true);
        const line = this.getLine();
        if (line === null)
            return this.setNext('doc');
        let n = yield* this.pushIndicators();
        switch (line[n]) {
            case '#':
                yield* this.pushCount(line.length - n);
            // fallthrough
            case undefined:
                yield* this.pushNewline();
                return yield* this.parseLineStart();
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel = 1;
                return 'flow';
            case '}':
            case ']':
                // this is an error
                yield* this.pushCount(1);
                return 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'doc';
            case '"':
            case "'":
                return yield* this.parseQuotedScalar();
            case '|':
            case '>':
                n += yield* this.parseBlockScalarHeader();
                n += yield* this.pushSpaces(true);
                yield* this.pushCount(line.length - n);
                yield* this.pushNewline();
                return yield* this.parseBlockScalar();
            default:
                return yield* this.parsePlainScalar();
        }
    }
    *parseFlowCollection() {
        let nl, sp;
        let indent = -1;
        do {
            nl = yield* this.pushNewline();
            if (nl > 0) {
                sp = yield* this.pushSpaces(false);
                this.indentValue = indent = sp;
            }
            else {
                sp = 0;
            }
            sp += yield* this.pushSpaces(true);
        } while (nl + sp > 0);
        const line = this.getLine();
        if (line === null)
            return this.setNext('flow');
        if ((indent !== -1 && indent < this.indentNext && line[0] !== '#') ||
            (indent === 0 &&
                (line.startsWith('---') || line.startsWith('...')) &&
                isEmpty(line[3]))) {
            // Allowing for the terminal ] or } at the same (rather than greater)
            // indent level as the initial [ or { is technically invalid, but
            // failing here would be surprising to users.
            const atFlowEndMarker = indent === this.indentNext - 1 &&
                this.flowLevel === 1 &&
                (line[0] === ']' || line[0] === '}');
            if (!atFlowEndMarker) {
                // this is an error
                this.flowLevel = 0;
                yield cst.FLOW_END;
                return yield* this.parseLineStart();
            }
        }
        let n = 0;
        while (line[n] === ',') {
            n += yield* this.pushCount(1);
            n += yield* this.pushSpaces(true);
            this.flowKey = false;
        }
        n += yield* this.pushIndicators();
        switch (line[n]) {
            case undefined:
                return 'flow';
            case '#':
                yield* this.pushCount(line.length - n);
                return 'flow';
            case '{':
            case '[':
                yield* this.pushCount(1);
                this.flowKey = false;
                this.flowLevel += 1;
                return 'flow';
            case '}':
            case ']':
                yield* this.pushCount(1);
                this.flowKey = true;
                this.flowLevel -= 1;
                return this.flowLevel ? 'flow' : 'doc';
            case '*':
                yield* this.pushUntil(isNotAnchorChar);
                return 'flow';
            case '"':
            case "'":
                this.flowKey = true;
                return yield* this.parseQuotedScalar();
            case ':': {
                const next = this.charAt(1);
                if (this.flowKey || isEmpty(next) || next === ',') {
                    this.flowKey = false;
                    yield* this.pushCount(1);
                    yield* this.pushSpaces(true);
                    return 'flow';
                }
            }
            // fallthrough
            default:
                this.flowKey = false;
                return yield* this.parsePlainScalar();
        }
    }
    *parseQuotedScalar() {
        const quote = this.charAt(0);
        let end = this.buffer.indexOf(quote, this.pos + 1);
        if (quote === "'") {
            while (end !== -1 && this.buffer[end + 1] === "'")
                end = this.buffer.indexOf("'", end + 2);
        }
        else {
            // double-quote
            while (end !== -1) {
                let n = 0;
                while (this.buffer[end - 1 - n] === '\\')
                    n += 1;
                if (n % 2 === 0)
                    break;
                end = this.buffer.indexOf('"', end + 1);
            }
        }
        // Only looking for newlines within the quotes
        const qb = this.buffer.substring(0, end);
        let nl = qb.indexOf('\n', this.pos);
        if (nl !== -1) {
            while (nl !== -1) {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = qb.indexOf('\n', cs);
            }
            if (nl !== -1) {
                // this is an error caused by an unexpected unindent
                end = nl - (qb[nl - 1] === '\r' ? 2 : 1);
            }
        }
        if (end === -1) {
            if (!this.atEnd)
                return this.setNext('quoted-scalar');
            end = this.buffer.length;
        }
        yield* this.pushToIndex(end + 1, false);
        return this.flowLevel ? 'flow' : 'doc';
    }
    *parseBlockScalarHeader() {
        this.blockScalarIndent = -1;
        this.blockScalarKeep = false;
        let i = this.pos;
        while (true) {
            const ch = this.buffer[++i];
            if (ch === '+')
                this.blockScalarKeep = true;
            else if (ch > '0' && ch <= '9')
                this.blockScalarIndent = Number(ch) - 1;
            else if (ch !== '-')
                break;
        }
        return yield* this.pushUntil(ch => isEmpty(ch) || ch === '#');
    }
    *parseBlockScalar() {
        let nl = this.pos - 1; // may be -1 if this.pos === 0
        let indent = 0;
        let ch;
        loop: for (let i = this.pos; (ch = this.buffer[i]); ++i) {
            switch (ch) {
                case ' ':
                    indent += 1;
                    break;
                case '\n':
                    nl = i;
                    indent = 0;
                    break;
                case '\r': {
                    const next = this.buffer[i + 1];
                    if (!next && !this.atEnd)
                        return this.setNext('block-scalar');
                    if (next === '\n')
                        break;
                } // fallthrough
                default:
                    break loop;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('block-scalar');
        if (indent >= this.indentNext) {
            if (this.blockScalarIndent === -1)
                this.indentNext = indent;
            else {
                this.indentNext =
                    this.blockScalarIndent + (this.indentNext === 0 ? 1 : this.indentNext);
            }
            do {
                const cs = this.continueScalar(nl + 1);
                if (cs === -1)
                    break;
                nl = this.buffer.indexOf('\n', cs);
            } while (nl !== -1);
            if (nl === -1) {
                if (!this.atEnd)
                    return this.setNext('block-scalar');
                nl = this.buffer.length;
            }
        }
        // Trailing insufficiently indented tabs are invalid.
        // To catch that during parsing, we include them in the block scalar value.
        let i = nl + 1;
        ch = this.buffer[i];
        while (ch === ' ')
            ch = this.buffer[++i];
        if (ch === '\t') {
            while (ch === '\t' || ch === ' ' || ch === '\r' || ch === '\n')
                ch = this.buffer[++i];
            nl = i - 1;
        }
        else if (!this.blockScalarKeep) {
            do {
                let i = nl - 1;
                let ch = this.buffer[i];
                if (ch === '\r')
                    ch = this.buffer[--i];
                const lastChar = i; // Drop the line if last char not more indented
                while (ch === ' ')
                    ch = this.buffer[--i];
                if (ch === '\n' && i >= this.pos && i + 1 + indent > lastChar)
                    nl = i;
                else
                    break;
            } while (true);
        }
        yield cst.SCALAR;
        yield* this.pushToIndex(nl + 1, true);
        return yield* this.parseLineStart();
    }
    *parsePlainScalar() {
        const inFlow = this.flowLevel > 0;
        let end = this.pos - 1;
        let i = this.pos - 1;
        let ch;
        while ((ch = this.buffer[++i])) {
            if (ch === ':') {
                const next = this.buffer[i + 1];
                if (isEmpty(next) || (inFlow && flowIndicatorChars.has(next)))
                    break;
                end = i;
            }
            else if (isEmpty(ch)) {
                let next = this.buffer[i + 1];
                if (ch === '\r') {
                    if (next === '\n') {
                        i += 1;
                        ch = '\n';
                        next = this.buffer[i + 1];
                    }
                    else
                        end = i;
                }
                if (next === '#' || (inFlow && flowIndicatorChars.has(next)))
                    break;
                if (ch === '\n') {
                    const cs = this.continueScalar(i + 1);
                    if (cs === -1)
                        break;
                    i = Math.max(i, cs - 2); // to advance, but still account for ' #'
                }
            }
            else {
                if (inFlow && flowIndicatorChars.has(ch))
                    break;
                end = i;
            }
        }
        if (!ch && !this.atEnd)
            return this.setNext('plain-scalar');
        yield cst.SCALAR;
        yield* this.pushToIndex(end + 1, true);
        return inFlow ? 'flow' : 'doc';
    }
    *pushCount(n) {
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos += n;
            return n;
        }
        return 0;
    }
    *pushToIndex(i, allowEmpty) {
        const s = this.buffer.slice(this.pos, i);
        if (s) {
            yield s;
            this.pos += s.length;
            return s.length;
        }
        else if (allowEmpty)
            yield '';
        return 0;
    }
    *pushIndicators() {
        let n = 0;
        loop: while (true) {
            switch (this.charAt(0)) {
                case '!':
                    n += yield* this.pushTag();
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '&':
                    n += yield* this.pushUntil(isNotAnchorChar);
                    n += yield* this.pushSpaces(true);
                    continue loop;
                case '-': // this is an error
                case '?': // this is an error outside flow collections
                case ':': {
                    const inFlow = this.flowLevel > 0;
                    const ch1 = this.charAt(1);
                    if (isEmpty(ch1) || (inFlow && flowIndicatorChars.has(ch1))) {
                        if (!inFlow)
                            this.indentNext = this.indentValue + 1;
                        else if (this.flowKey)
                            this.flowKey = false;
                        n += yield* this.pushCount(1);
                        n += yield* this.pushSpaces(true);
                        continue loop;
                    }
                }
            }
            break loop;
        }
        return n;
    }
    *pushTag() {
        if (this.charAt(1) === '<') {
            let i = this.pos + 2;
            let ch = this.buffer[i];
            while (!isEmpty(ch) && ch !== '>')
                ch = this.buffer[++i];
            return yield* this.pushToIndex(ch === '>' ? i + 1 : i, false);
        }
        else {
            let i = this.pos + 1;
            let ch = this.buffer[i];
            while (ch) {
                if (tagChars.has(ch))
                    ch = this.buffer[++i];
                else if (ch === '%' &&
                    hexDigits.has(this.buffer[i + 1]) &&
                    hexDigits.has(this.buffer[i + 2])) {
                    ch = this.buffer[(i += 3)];
                }
                else
                    break;
            }
            return yield* this.pushToIndex(i, false);
        }
    }
    *pushNewline() {
        const ch = this.buffer[this.pos];
        if (ch === '\n')
            return yield* this.pushCount(1);
        else if (ch === '\r' && this.charAt(1) === '\n')
            return yield* this.pushCount(2);
        else
            return 0;
    }
    *pushSpaces(allowTabs) {
        let i = this.pos - 1;
        let ch;
        do {
            ch = this.buffer[++i];
        } while (ch === ' ' || (allowTabs && ch === '\t'));
        const n = i - this.pos;
        if (n > 0) {
            yield this.buffer.substr(this.pos, n);
            this.pos = i;
        }
        return n;
    }
    *pushUntil(test) {
        let i = this.pos;
        let ch = this.buffer[i];
        while (!test(ch))
            ch = this.buffer[++i];
        return yield* this.pushToIndex(i, false);
    }
}

exports.Lexer = Lexer;


/***/ }),

/***/ 2808:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Tracks newlines during parsing in order to provide an efficient API for
 * determining the one-indexed `{ line, col }` position for any offset
 * within the input.
 */
class LineCounter {
    constructor() {
        this.lineStarts = [];
        /**
         * Should be called in ascending order. Otherwise, call
         * `lineCounter.lineStarts.sort()` before calling `linePos()`.
         */
        this.addNewLine = (offset) => this.lineStarts.push(offset);
        /**
         * Performs a binary search and returns the 1-indexed { line, col }
         * position of `offset`. If `line === 0`, `addNewLine` has never been
         * called or `offset` is before the first known newline.
         */
        this.linePos = (offset) => {
            let low = 0;
            let high = this.lineStarts.length;
            while (low < high) {
                const mid = (low + high) >> 1; // Math.floor((low + high) / 2)
                if (this.lineStarts[mid] < offset)
                    low = mid + 1;
                else
                    high = mid;
            }
            if (this.lineStarts[low] === offset)
                return { line: low + 1, col: 1 };
            if (low === 0)
                return { line: 0, col: offset };
            const start = this.lineStarts[low - 1];
            return { line: low, col: offset - start + 1 };
        };
    }
}

exports.LineCounter = LineCounter;


/***/ }),

/***/ 3124:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_process = __nccwpck_require__(932);
var cst = __nccwpck_require__(3921);
var lexer = __nccwpck_require__(1893);

function includesToken(list, type) {
    for (let i = 0; i < list.length; ++i)
        if (list[i].type === type)
            return true;
    return false;
}
function findNonEmptyIndex(list) {
    for (let i = 0; i < list.length; ++i) {
        switch (list[i].type) {
            case 'space':
            case 'comment':
            case 'newline':
                break;
            default:
                return i;
        }
    }
    return -1;
}
function isFlowToken(token) {
    switch (token?.type) {
        case 'alias':
        case 'scalar':
        case 'single-quoted-scalar':
        case 'double-quoted-scalar':
        case 'flow-collection':
            return true;
        default:
            return false;
    }
}
function getPrevProps(parent) {
    switch (parent.type) {
        case 'document':
            return parent.start;
        case 'block-map': {
            const it = parent.items[parent.items.length - 1];
            return it.sep ?? it.start;
        }
        case 'block-seq':
            return parent.items[parent.items.length - 1].start;
        /* istanbul ignore next should not happen */
        default:
            return [];
    }
}
/** Note: May modify input array */
function getFirstKeyStartProps(prev) {
    if (prev.length === 0)
        return [];
    let i = prev.length;
    loop: while (--i >= 0) {
        switch (prev[i].type) {
            case 'doc-start':
            case 'explicit-key-ind':
            case 'map-value-ind':
            case 'seq-item-ind':
            case 'newline':
                break loop;
        }
    }
    while (prev[++i]?.type === 'space') {
        /* loop */
    }
    return prev.splice(i, prev.length);
}
function arrayPushArray(target, source) {
    // May exhaust call stack with large `source` array
    if (source.length < 1e5)
        Array.prototype.push.apply(target, source);
    else
        for (let i = 0; i < source.length; ++i)
            target.push(source[i]);
}
function fixFlowSeqItems(fc) {
    if (fc.start.type === 'flow-seq-start') {
        for (const it of fc.items) {
            if (it.sep &&
                !it.value &&
                !includesToken(it.start, 'explicit-key-ind') &&
                !includesToken(it.sep, 'map-value-ind')) {
                if (it.key)
                    it.value = it.key;
                delete it.key;
                if (isFlowToken(it.value)) {
                    if (it.value.end)
                        arrayPushArray(it.value.end, it.sep);
                    else
                        it.value.end = it.sep;
                }
                else
                    arrayPushArray(it.start, it.sep);
                delete it.sep;
            }
        }
    }
}
/**
 * A YAML concrete syntax tree (CST) parser
 *
 * ```ts
 * const src: string = ...
 * for (const token of new Parser().parse(src)) {
 *   // token: Token
 * }
 * ```
 *
 * To use the parser with a user-provided lexer:
 *
 * ```ts
 * function* parse(source: string, lexer: Lexer) {
 *   const parser = new Parser()
 *   for (const lexeme of lexer.lex(source))
 *     yield* parser.next(lexeme)
 *   yield* parser.end()
 * }
 *
 * const src: string = ...
 * const lexer = new Lexer()
 * for (const token of parse(src, lexer)) {
 *   // token: Token
 * }
 * ```
 */
class Parser {
    /**
     * @param onNewLine - If defined, called separately with the start position of
     *   each new line (in `parse()`, including the start of input).
     */
    constructor(onNewLine) {
        /** If true, space and sequence indicators count as indentation */
        this.atNewLine = true;
        /** If true, next token is a scalar value */
        this.atScalar = false;
        /** Current indentation level */
        this.indent = 0;
        /** Current offset since the start of parsing */
        this.offset = 0;
        /** On the same line with a block map key */
        this.onKeyLine = false;
        /** Top indicates the node that's currently being built */
        this.stack = [];
        /** The source of the current token, set in parse() */
        this.source = '';
        /** The type of the current token, set in parse() */
        this.type = '';
        // Must be defined after `next()`
        this.lexer = new lexer.Lexer();
        this.onNewLine = onNewLine;
    }
    /**
     * Parse `source` as a YAML stream.
     * If `incomplete`, a part of the last line may be left as a buffer for the next call.
     *
     * Errors are not thrown, but yielded as `{ type: 'error', message }` tokens.
     *
     * @returns A generator of tokens representing each directive, document, and other structure.
     */
    *parse(source, incomplete = false) {
        if (this.onNewLine && this.offset === 0)
            this.onNewLine(0);
        for (const lexeme of this.lexer.lex(source, incomplete))
            yield* this.next(lexeme);
        if (!incomplete)
            yield* this.end();
    }
    /**
     * Advance the parser by the `source` of one lexical token.
     */
    *next(source) {
        this.source = source;
        if (node_process.env.LOG_TOKENS)
            console.log('|', cst.prettyToken(source));
        if (this.atScalar) {
            this.atScalar = false;
            yield* this.step();
            this.offset += source.length;
            return;
        }
        const type = cst.tokenType(source);
        if (!type) {
            const message = `Not a YAML token: ${source}`;
            yield* this.pop({ type: 'error', offset: this.offset, message, source });
            this.offset += source.length;
        }
        else if (type === 'scalar') {
            this.atNewLine = false;
            this.atScalar = true;
            this.type = 'scalar';
        }
        else {
            this.type = type;
            yield* this.step();
            switch (type) {
                case 'newline':
                    this.atNewLine = true;
                    this.indent = 0;
                    if (this.onNewLine)
                        this.onNewLine(this.offset + source.length);
                    break;
                case 'space':
                    if (this.atNewLine && source[0] === ' ')
                        this.indent += source.length;
                    break;
                case 'explicit-key-ind':
                case 'map-value-ind':
                case 'seq-item-ind':
                    if (this.atNewLine)
                        this.indent += source.length;
                    break;
                case 'doc-mode':
                case 'flow-error-end':
                    return;
                default:
                    this.atNewLine = false;
            }
            this.offset += source.length;
        }
    }
    /** Call at end of input to push out any remaining constructions */
    *end() {
        while (this.stack.length > 0)
            yield* this.pop();
    }
    get sourceToken() {
        const st = {
            type: this.type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
        return st;
    }
    *step() {
        const top = this.peek(1);
        if (this.type === 'doc-end' && top?.type !== 'doc-end') {
            while (this.stack.length > 0)
                yield* this.pop();
            this.stack.push({
                type: 'doc-end',
                offset: this.offset,
                source: this.source
            });
            return;
        }
        if (!top)
            return yield* this.stream();
        switch (top.type) {
            case 'document':
                return yield* this.document(top);
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return yield* this.scalar(top);
            case 'block-scalar':
                return yield* this.blockScalar(top);
            case 'block-map':
                return yield* this.blockMap(top);
            case 'block-seq':
                return yield* this.blockSequence(top);
            case 'flow-collection':
                return yield* this.flowCollection(top);
            case 'doc-end':
                return yield* this.documentEnd(top);
        }
        /* istanbul ignore next should not happen */
        yield* this.pop();
    }
    peek(n) {
        return this.stack[this.stack.length - n];
    }
    *pop(error) {
        const token = error ?? this.stack.pop();
        /* istanbul ignore if should not happen */
        if (!token) {
            const message = 'Tried to pop an empty stack';
            yield { type: 'error', offset: this.offset, source: '', message };
        }
        else if (this.stack.length === 0) {
            yield token;
        }
        else {
            const top = this.peek(1);
            if (token.type === 'block-scalar') {
                // Block scalars use their parent rather than header indent
                token.indent = 'indent' in top ? top.indent : 0;
            }
            else if (token.type === 'flow-collection' && top.type === 'document') {
                // Ignore all indent for top-level flow collections
                token.indent = 0;
            }
            if (token.type === 'flow-collection')
                fixFlowSeqItems(token);
            switch (top.type) {
                case 'document':
                    top.value = token;
                    break;
                case 'block-scalar':
                    top.props.push(token); // error
                    break;
                case 'block-map': {
                    const it = top.items[top.items.length - 1];
                    if (it.value) {
                        top.items.push({ start: [], key: token, sep: [] });
                        this.onKeyLine = true;
                        return;
                    }
                    else if (it.sep) {
                        it.value = token;
                    }
                    else {
                        Object.assign(it, { key: token, sep: [] });
                        this.onKeyLine = !it.explicitKey;
                        return;
                    }
                    break;
                }
                case 'block-seq': {
                    const it = top.items[top.items.length - 1];
                    if (it.value)
                        top.items.push({ start: [], value: token });
                    else
                        it.value = token;
                    break;
                }
                case 'flow-collection': {
                    const it = top.items[top.items.length - 1];
                    if (!it || it.value)
                        top.items.push({ start: [], key: token, sep: [] });
                    else if (it.sep)
                        it.value = token;
                    else
                        Object.assign(it, { key: token, sep: [] });
                    return;
                }
                /* istanbul ignore next should not happen */
                default:
                    yield* this.pop();
                    yield* this.pop(token);
            }
            if ((top.type === 'document' ||
                top.type === 'block-map' ||
                top.type === 'block-seq') &&
                (token.type === 'block-map' || token.type === 'block-seq')) {
                const last = token.items[token.items.length - 1];
                if (last &&
                    !last.sep &&
                    !last.value &&
                    last.start.length > 0 &&
                    findNonEmptyIndex(last.start) === -1 &&
                    (token.indent === 0 ||
                        last.start.every(st => st.type !== 'comment' || st.indent < token.indent))) {
                    if (top.type === 'document')
                        top.end = last.start;
                    else
                        top.items.push({ start: last.start });
                    token.items.splice(-1, 1);
                }
            }
        }
    }
    *stream() {
        switch (this.type) {
            case 'directive-line':
                yield { type: 'directive', offset: this.offset, source: this.source };
                return;
            case 'byte-order-mark':
            case 'space':
            case 'comment':
            case 'newline':
                yield this.sourceToken;
                return;
            case 'doc-mode':
            case 'doc-start': {
                const doc = {
                    type: 'document',
                    offset: this.offset,
                    start: []
                };
                if (this.type === 'doc-start')
                    doc.start.push(this.sourceToken);
                this.stack.push(doc);
                return;
            }
        }
        yield {
            type: 'error',
            offset: this.offset,
            message: `Unexpected ${this.type} token in YAML stream`,
            source: this.source
        };
    }
    *document(doc) {
        if (doc.value)
            return yield* this.lineEnd(doc);
        switch (this.type) {
            case 'doc-start': {
                if (findNonEmptyIndex(doc.start) !== -1) {
                    yield* this.pop();
                    yield* this.step();
                }
                else
                    doc.start.push(this.sourceToken);
                return;
            }
            case 'anchor':
            case 'tag':
            case 'space':
            case 'comment':
            case 'newline':
                doc.start.push(this.sourceToken);
                return;
        }
        const bv = this.startBlockValue(doc);
        if (bv)
            this.stack.push(bv);
        else {
            yield {
                type: 'error',
                offset: this.offset,
                message: `Unexpected ${this.type} token in YAML document`,
                source: this.source
            };
        }
    }
    *scalar(scalar) {
        if (this.type === 'map-value-ind') {
            const prev = getPrevProps(this.peek(2));
            const start = getFirstKeyStartProps(prev);
            let sep;
            if (scalar.end) {
                sep = scalar.end;
                sep.push(this.sourceToken);
                delete scalar.end;
            }
            else
                sep = [this.sourceToken];
            const map = {
                type: 'block-map',
                offset: scalar.offset,
                indent: scalar.indent,
                items: [{ start, key: scalar, sep }]
            };
            this.onKeyLine = true;
            this.stack[this.stack.length - 1] = map;
        }
        else
            yield* this.lineEnd(scalar);
    }
    *blockScalar(scalar) {
        switch (this.type) {
            case 'space':
            case 'comment':
            case 'newline':
                scalar.props.push(this.sourceToken);
                return;
            case 'scalar':
                scalar.source = this.source;
                // block-scalar source includes trailing newline
                this.atNewLine = true;
                this.indent = 0;
                if (this.onNewLine) {
                    let nl = this.source.indexOf('\n') + 1;
                    while (nl !== 0) {
                        this.onNewLine(this.offset + nl);
                        nl = this.source.indexOf('\n', nl) + 1;
                    }
                }
                yield* this.pop();
                break;
            /* istanbul ignore next should not happen */
            default:
                yield* this.pop();
                yield* this.step();
        }
    }
    *blockMap(map) {
        const it = map.items[map.items.length - 1];
        // it.sep is true-ish if pair already has key or : separator
        switch (this.type) {
            case 'newline':
                this.onKeyLine = false;
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    it.start.push(this.sourceToken);
                }
                return;
            case 'space':
            case 'comment':
                if (it.value) {
                    map.items.push({ start: [this.sourceToken] });
                }
                else if (it.sep) {
                    it.sep.push(this.sourceToken);
                }
                else {
                    if (this.atIndentedComment(it.start, map.indent)) {
                        const prev = map.items[map.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            map.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
        }
        if (this.indent >= map.indent) {
            const atMapIndent = !this.onKeyLine && this.indent === map.indent;
            const atNextItem = atMapIndent &&
                (it.sep || it.explicitKey) &&
                this.type !== 'seq-item-ind';
            // For empty nodes, assign newline-separated not indented empty tokens to following node
            let start = [];
            if (atNextItem && it.sep && !it.value) {
                const nl = [];
                for (let i = 0; i < it.sep.length; ++i) {
                    const st = it.sep[i];
                    switch (st.type) {
                        case 'newline':
                            nl.push(i);
                            break;
                        case 'space':
                            break;
                        case 'comment':
                            if (st.indent > map.indent)
                                nl.length = 0;
                            break;
                        default:
                            nl.length = 0;
                    }
                }
                if (nl.length >= 2)
                    start = it.sep.splice(nl[1]);
            }
            switch (this.type) {
                case 'anchor':
                case 'tag':
                    if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        it.sep.push(this.sourceToken);
                    }
                    else {
                        it.start.push(this.sourceToken);
                    }
                    return;
                case 'explicit-key-ind':
                    if (!it.sep && !it.explicitKey) {
                        it.start.push(this.sourceToken);
                        it.explicitKey = true;
                    }
                    else if (atNextItem || it.value) {
                        start.push(this.sourceToken);
                        map.items.push({ start, explicitKey: true });
                    }
                    else {
                        this.stack.push({
                            type: 'block-map',
                            offset: this.offset,
                            indent: this.indent,
                            items: [{ start: [this.sourceToken], explicitKey: true }]
                        });
                    }
                    this.onKeyLine = true;
                    return;
                case 'map-value-ind':
                    if (it.explicitKey) {
                        if (!it.sep) {
                            if (includesToken(it.start, 'newline')) {
                                Object.assign(it, { key: null, sep: [this.sourceToken] });
                            }
                            else {
                                const start = getFirstKeyStartProps(it.start);
                                this.stack.push({
                                    type: 'block-map',
                                    offset: this.offset,
                                    indent: this.indent,
                                    items: [{ start, key: null, sep: [this.sourceToken] }]
                                });
                            }
                        }
                        else if (it.value) {
                            map.items.push({ start: [], key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else if (isFlowToken(it.key) &&
                            !includesToken(it.sep, 'newline')) {
                            const start = getFirstKeyStartProps(it.start);
                            const key = it.key;
                            const sep = it.sep;
                            sep.push(this.sourceToken);
                            // @ts-expect-error type guard is wrong here
                            delete it.key;
                            // @ts-expect-error type guard is wrong here
                            delete it.sep;
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start, key, sep }]
                            });
                        }
                        else if (start.length > 0) {
                            // Not actually at next item
                            it.sep = it.sep.concat(start, this.sourceToken);
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    else {
                        if (!it.sep) {
                            Object.assign(it, { key: null, sep: [this.sourceToken] });
                        }
                        else if (it.value || atNextItem) {
                            map.items.push({ start, key: null, sep: [this.sourceToken] });
                        }
                        else if (includesToken(it.sep, 'map-value-ind')) {
                            this.stack.push({
                                type: 'block-map',
                                offset: this.offset,
                                indent: this.indent,
                                items: [{ start: [], key: null, sep: [this.sourceToken] }]
                            });
                        }
                        else {
                            it.sep.push(this.sourceToken);
                        }
                    }
                    this.onKeyLine = true;
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (atNextItem || it.value) {
                        map.items.push({ start, key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    else if (it.sep) {
                        this.stack.push(fs);
                    }
                    else {
                        Object.assign(it, { key: fs, sep: [] });
                        this.onKeyLine = true;
                    }
                    return;
                }
                default: {
                    const bv = this.startBlockValue(map);
                    if (bv) {
                        if (bv.type === 'block-seq') {
                            if (!it.explicitKey &&
                                it.sep &&
                                !includesToken(it.sep, 'newline')) {
                                yield* this.pop({
                                    type: 'error',
                                    offset: this.offset,
                                    message: 'Unexpected block-seq-ind on same line with key',
                                    source: this.source
                                });
                                return;
                            }
                        }
                        else if (atMapIndent) {
                            map.items.push({ start });
                        }
                        this.stack.push(bv);
                        return;
                    }
                }
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *blockSequence(seq) {
        const it = seq.items[seq.items.length - 1];
        switch (this.type) {
            case 'newline':
                if (it.value) {
                    const end = 'end' in it.value ? it.value.end : undefined;
                    const last = Array.isArray(end) ? end[end.length - 1] : undefined;
                    if (last?.type === 'comment')
                        end?.push(this.sourceToken);
                    else
                        seq.items.push({ start: [this.sourceToken] });
                }
                else
                    it.start.push(this.sourceToken);
                return;
            case 'space':
            case 'comment':
                if (it.value)
                    seq.items.push({ start: [this.sourceToken] });
                else {
                    if (this.atIndentedComment(it.start, seq.indent)) {
                        const prev = seq.items[seq.items.length - 2];
                        const end = prev?.value?.end;
                        if (Array.isArray(end)) {
                            arrayPushArray(end, it.start);
                            end.push(this.sourceToken);
                            seq.items.pop();
                            return;
                        }
                    }
                    it.start.push(this.sourceToken);
                }
                return;
            case 'anchor':
            case 'tag':
                if (it.value || this.indent <= seq.indent)
                    break;
                it.start.push(this.sourceToken);
                return;
            case 'seq-item-ind':
                if (this.indent !== seq.indent)
                    break;
                if (it.value || includesToken(it.start, 'seq-item-ind'))
                    seq.items.push({ start: [this.sourceToken] });
                else
                    it.start.push(this.sourceToken);
                return;
        }
        if (this.indent > seq.indent) {
            const bv = this.startBlockValue(seq);
            if (bv) {
                this.stack.push(bv);
                return;
            }
        }
        yield* this.pop();
        yield* this.step();
    }
    *flowCollection(fc) {
        const it = fc.items[fc.items.length - 1];
        if (this.type === 'flow-error-end') {
            let top;
            do {
                yield* this.pop();
                top = this.peek(1);
            } while (top?.type === 'flow-collection');
        }
        else if (fc.end.length === 0) {
            switch (this.type) {
                case 'comma':
                case 'explicit-key-ind':
                    if (!it || it.sep)
                        fc.items.push({ start: [this.sourceToken] });
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'map-value-ind':
                    if (!it || it.value)
                        fc.items.push({ start: [], key: null, sep: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        Object.assign(it, { key: null, sep: [this.sourceToken] });
                    return;
                case 'space':
                case 'comment':
                case 'newline':
                case 'anchor':
                case 'tag':
                    if (!it || it.value)
                        fc.items.push({ start: [this.sourceToken] });
                    else if (it.sep)
                        it.sep.push(this.sourceToken);
                    else
                        it.start.push(this.sourceToken);
                    return;
                case 'alias':
                case 'scalar':
                case 'single-quoted-scalar':
                case 'double-quoted-scalar': {
                    const fs = this.flowScalar(this.type);
                    if (!it || it.value)
                        fc.items.push({ start: [], key: fs, sep: [] });
                    else if (it.sep)
                        this.stack.push(fs);
                    else
                        Object.assign(it, { key: fs, sep: [] });
                    return;
                }
                case 'flow-map-end':
                case 'flow-seq-end':
                    fc.end.push(this.sourceToken);
                    return;
            }
            const bv = this.startBlockValue(fc);
            /* istanbul ignore else should not happen */
            if (bv)
                this.stack.push(bv);
            else {
                yield* this.pop();
                yield* this.step();
            }
        }
        else {
            const parent = this.peek(2);
            if (parent.type === 'block-map' &&
                ((this.type === 'map-value-ind' && parent.indent === fc.indent) ||
                    (this.type === 'newline' &&
                        !parent.items[parent.items.length - 1].sep))) {
                yield* this.pop();
                yield* this.step();
            }
            else if (this.type === 'map-value-ind' &&
                parent.type !== 'flow-collection') {
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                fixFlowSeqItems(fc);
                const sep = fc.end.splice(1, fc.end.length);
                sep.push(this.sourceToken);
                const map = {
                    type: 'block-map',
                    offset: fc.offset,
                    indent: fc.indent,
                    items: [{ start, key: fc, sep }]
                };
                this.onKeyLine = true;
                this.stack[this.stack.length - 1] = map;
            }
            else {
                yield* this.lineEnd(fc);
            }
        }
    }
    flowScalar(type) {
        if (this.onNewLine) {
            let nl = this.source.indexOf('\n') + 1;
            while (nl !== 0) {
                this.onNewLine(this.offset + nl);
                nl = this.source.indexOf('\n', nl) + 1;
            }
        }
        return {
            type,
            offset: this.offset,
            indent: this.indent,
            source: this.source
        };
    }
    startBlockValue(parent) {
        switch (this.type) {
            case 'alias':
            case 'scalar':
            case 'single-quoted-scalar':
            case 'double-quoted-scalar':
                return this.flowScalar(this.type);
            case 'block-scalar-header':
                return {
                    type: 'block-scalar',
                    offset: this.offset,
                    indent: this.indent,
                    props: [this.sourceToken],
                    source: ''
                };
            case 'flow-map-start':
            case 'flow-seq-start':
                return {
                    type: 'flow-collection',
                    offset: this.offset,
                    indent: this.indent,
                    start: this.sourceToken,
                    items: [],
                    end: []
                };
            case 'seq-item-ind':
                return {
                    type: 'block-seq',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start: [this.sourceToken] }]
                };
            case 'explicit-key-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                start.push(this.sourceToken);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, explicitKey: true }]
                };
            }
            case 'map-value-ind': {
                this.onKeyLine = true;
                const prev = getPrevProps(parent);
                const start = getFirstKeyStartProps(prev);
                return {
                    type: 'block-map',
                    offset: this.offset,
                    indent: this.indent,
                    items: [{ start, key: null, sep: [this.sourceToken] }]
                };
            }
        }
        return null;
    }
    atIndentedComment(start, indent) {
        if (this.type !== 'comment')
            return false;
        if (this.indent <= indent)
            return false;
        return start.every(st => st.type === 'newline' || st.type === 'space');
    }
    *documentEnd(docEnd) {
        if (this.type !== 'doc-mode') {
            if (docEnd.end)
                docEnd.end.push(this.sourceToken);
            else
                docEnd.end = [this.sourceToken];
            if (this.type === 'newline')
                yield* this.pop();
        }
    }
    *lineEnd(token) {
        switch (this.type) {
            case 'comma':
            case 'doc-start':
            case 'doc-end':
            case 'flow-seq-end':
            case 'flow-map-end':
            case 'map-value-ind':
                yield* this.pop();
                yield* this.step();
                break;
            case 'newline':
                this.onKeyLine = false;
            // fallthrough
            case 'space':
            case 'comment':
            default:
                // all other values are errors
                if (token.end)
                    token.end.push(this.sourceToken);
                else
                    token.end = [this.sourceToken];
                if (this.type === 'newline')
                    yield* this.pop();
        }
    }
}

exports.Parser = Parser;


/***/ }),

/***/ 4563:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var composer = __nccwpck_require__(4260);
var Document = __nccwpck_require__(7977);
var errors = __nccwpck_require__(7460);
var log = __nccwpck_require__(6669);
var identity = __nccwpck_require__(1891);
var lineCounter = __nccwpck_require__(2808);
var parser = __nccwpck_require__(3124);

function parseOptions(options) {
    const prettyErrors = options.prettyErrors !== false;
    const lineCounter$1 = options.lineCounter || (prettyErrors && new lineCounter.LineCounter()) || null;
    return { lineCounter: lineCounter$1, prettyErrors };
}
/**
 * Parse the input as a stream of YAML documents.
 *
 * Documents should be separated from each other by `...` or `---` marker lines.
 *
 * @returns If an empty `docs` array is returned, it will be of type
 *   EmptyStream and contain additional stream information. In
 *   TypeScript, you should use `'empty' in docs` as a type guard for it.
 */
function parseAllDocuments(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    const docs = Array.from(composer$1.compose(parser$1.parse(source)));
    if (prettyErrors && lineCounter)
        for (const doc of docs) {
            doc.errors.forEach(errors.prettifyError(source, lineCounter));
            doc.warnings.forEach(errors.prettifyError(source, lineCounter));
        }
    if (docs.length > 0)
        return docs;
    return Object.assign([], { empty: true }, composer$1.streamInfo());
}
/** Parse an input string into a single YAML.Document */
function parseDocument(source, options = {}) {
    const { lineCounter, prettyErrors } = parseOptions(options);
    const parser$1 = new parser.Parser(lineCounter?.addNewLine);
    const composer$1 = new composer.Composer(options);
    // `doc` is always set by compose.end(true) at the very latest
    let doc = null;
    for (const _doc of composer$1.compose(parser$1.parse(source), true, source.length)) {
        if (!doc)
            doc = _doc;
        else if (doc.options.logLevel !== 'silent') {
            doc.errors.push(new errors.YAMLParseError(_doc.range.slice(0, 2), 'MULTIPLE_DOCS', 'Source contains multiple documents; please use YAML.parseAllDocuments()'));
            break;
        }
    }
    if (prettyErrors && lineCounter) {
        doc.errors.forEach(errors.prettifyError(source, lineCounter));
        doc.warnings.forEach(errors.prettifyError(source, lineCounter));
    }
    return doc;
}
function parse(src, reviver, options) {
    let _reviver = undefined;
    if (typeof reviver === 'function') {
        _reviver = reviver;
    }
    else if (options === undefined && reviver && typeof reviver === 'object') {
        options = reviver;
    }
    const doc = parseDocument(src, options);
    if (!doc)
        return null;
    doc.warnings.forEach(warning => log.warn(doc.options.logLevel, warning));
    if (doc.errors.length > 0) {
        if (doc.options.logLevel !== 'silent')
            throw doc.errors[0];
        else
            doc.errors = [];
    }
    return doc.toJS(Object.assign({ reviver: _reviver }, options));
}
function stringify(value, replacer, options) {
    let _replacer = null;
    if (typeof replacer === 'function' || Array.isArray(replacer)) {
        _replacer = replacer;
    }
    else if (options === undefined && replacer) {
        options = replacer;
    }
    if (typeof options === 'string')
        options = options.length;
    if (typeof options === 'number') {
        const indent = Math.round(options);
        options = indent < 1 ? undefined : indent > 8 ? { indent: 8 } : { indent };
    }
    if (value === undefined) {
        const { keepUndefined } = options ?? replacer ?? {};
        if (!keepUndefined)
            return undefined;
    }
    if (identity.isDocument(value) && !_replacer)
        return value.toString(options);
    return new Document.Document(value, _replacer, options).toString(options);
}

exports.parse = parse;
exports.parseAllDocuments = parseAllDocuments;
exports.parseDocument = parseDocument;
exports.stringify = stringify;


/***/ }),

/***/ 1148:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var map = __nccwpck_require__(1231);
var seq = __nccwpck_require__(814);
var string = __nccwpck_require__(3724);
var tags = __nccwpck_require__(8478);

const sortMapEntriesByKey = (a, b) => a.key < b.key ? -1 : a.key > b.key ? 1 : 0;
class Schema {
    constructor({ compat, customTags, merge, resolveKnownTags, schema, sortMapEntries, toStringDefaults }) {
        this.compat = Array.isArray(compat)
            ? tags.getTags(compat, 'compat')
            : compat
                ? tags.getTags(null, compat)
                : null;
        this.name = (typeof schema === 'string' && schema) || 'core';
        this.knownTags = resolveKnownTags ? tags.coreKnownTags : {};
        this.tags = tags.getTags(customTags, this.name, merge);
        this.toStringOptions = toStringDefaults ?? null;
        Object.defineProperty(this, identity.MAP, { value: map.map });
        Object.defineProperty(this, identity.SCALAR, { value: string.string });
        Object.defineProperty(this, identity.SEQ, { value: seq.seq });
        // Used by createMap()
        this.sortMapEntries =
            typeof sortMapEntries === 'function'
                ? sortMapEntries
                : sortMapEntries === true
                    ? sortMapEntriesByKey
                    : null;
    }
    clone() {
        const copy = Object.create(Schema.prototype, Object.getOwnPropertyDescriptors(this));
        copy.tags = this.tags.slice();
        return copy;
    }
}

exports.Schema = Schema;


/***/ }),

/***/ 1231:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var YAMLMap = __nccwpck_require__(2938);

const map = {
    collection: 'map',
    default: true,
    nodeClass: YAMLMap.YAMLMap,
    tag: 'tag:yaml.org,2002:map',
    resolve(map, onError) {
        if (!identity.isMap(map))
            onError('Expected a mapping for this tag');
        return map;
    },
    createNode: (schema, obj, ctx) => YAMLMap.YAMLMap.from(schema, obj, ctx)
};

exports.map = map;


/***/ }),

/***/ 5940:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);

const nullTag = {
    identify: value => value == null,
    createNode: () => new Scalar.Scalar(null),
    default: true,
    tag: 'tag:yaml.org,2002:null',
    test: /^(?:~|[Nn]ull|NULL)?$/,
    resolve: () => new Scalar.Scalar(null),
    stringify: ({ source }, ctx) => typeof source === 'string' && nullTag.test.test(source)
        ? source
        : ctx.options.nullStr
};

exports.nullTag = nullTag;


/***/ }),

/***/ 814:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var YAMLSeq = __nccwpck_require__(3571);

const seq = {
    collection: 'seq',
    default: true,
    nodeClass: YAMLSeq.YAMLSeq,
    tag: 'tag:yaml.org,2002:seq',
    resolve(seq, onError) {
        if (!identity.isSeq(seq))
            onError('Expected a sequence for this tag');
        return seq;
    },
    createNode: (schema, obj, ctx) => YAMLSeq.YAMLSeq.from(schema, obj, ctx)
};

exports.seq = seq;


/***/ }),

/***/ 3724:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyString = __nccwpck_require__(3665);

const string = {
    identify: value => typeof value === 'string',
    default: true,
    tag: 'tag:yaml.org,2002:str',
    resolve: str => str,
    stringify(item, ctx, onComment, onChompKeep) {
        ctx = Object.assign({ actualString: true }, ctx);
        return stringifyString.stringifyString(item, ctx, onComment, onChompKeep);
    }
};

exports.string = string;


/***/ }),

/***/ 5579:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);

const boolTag = {
    identify: value => typeof value === 'boolean',
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:[Tt]rue|TRUE|[Ff]alse|FALSE)$/,
    resolve: str => new Scalar.Scalar(str[0] === 't' || str[0] === 'T'),
    stringify({ source, value }, ctx) {
        if (source && boolTag.test.test(source)) {
            const sv = source[0] === 't' || source[0] === 'T';
            if (value === sv)
                return source;
        }
        return value ? ctx.options.trueStr : ctx.options.falseStr;
    }
};

exports.boolTag = boolTag;


/***/ }),

/***/ 1433:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);
var stringifyNumber = __nccwpck_require__(3677);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: str => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)[eE][-+]?[0-9]+$/,
    resolve: str => parseFloat(str),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:\.[0-9]+|[0-9]+\.[0-9]*)$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str));
        const dot = str.indexOf('.');
        if (dot !== -1 && str[str.length - 1] === '0')
            node.minFractionDigits = str.length - dot - 1;
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 2790:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(3677);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
const intResolve = (str, offset, radix, { intAsBigInt }) => (intAsBigInt ? BigInt(str) : parseInt(str.substring(offset), radix));
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value) && value >= 0)
        return prefix + value.toString(radix);
    return stringifyNumber.stringifyNumber(node);
}
const intOct = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^0o[0-7]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 8, opt),
    stringify: node => intStringify(node, 8, '0o')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: value => intIdentify(value) && value >= 0,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^0x[0-9a-fA-F]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 9772:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(1231);
var _null = __nccwpck_require__(5940);
var seq = __nccwpck_require__(814);
var string = __nccwpck_require__(3724);
var bool = __nccwpck_require__(5579);
var float = __nccwpck_require__(1433);
var int = __nccwpck_require__(2790);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.boolTag,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float
];

exports.schema = schema;


/***/ }),

/***/ 7331:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);
var map = __nccwpck_require__(1231);
var seq = __nccwpck_require__(814);

function intIdentify(value) {
    return typeof value === 'bigint' || Number.isInteger(value);
}
const stringifyJSON = ({ value }) => JSON.stringify(value);
const jsonScalars = [
    {
        identify: value => typeof value === 'string',
        default: true,
        tag: 'tag:yaml.org,2002:str',
        resolve: str => str,
        stringify: stringifyJSON
    },
    {
        identify: value => value == null,
        createNode: () => new Scalar.Scalar(null),
        default: true,
        tag: 'tag:yaml.org,2002:null',
        test: /^null$/,
        resolve: () => null,
        stringify: stringifyJSON
    },
    {
        identify: value => typeof value === 'boolean',
        default: true,
        tag: 'tag:yaml.org,2002:bool',
        test: /^true$|^false$/,
        resolve: str => str === 'true',
        stringify: stringifyJSON
    },
    {
        identify: intIdentify,
        default: true,
        tag: 'tag:yaml.org,2002:int',
        test: /^-?(?:0|[1-9][0-9]*)$/,
        resolve: (str, _onError, { intAsBigInt }) => intAsBigInt ? BigInt(str) : parseInt(str, 10),
        stringify: ({ value }) => intIdentify(value) ? value.toString() : JSON.stringify(value)
    },
    {
        identify: value => typeof value === 'number',
        default: true,
        tag: 'tag:yaml.org,2002:float',
        test: /^-?(?:0|[1-9][0-9]*)(?:\.[0-9]*)?(?:[eE][-+]?[0-9]+)?$/,
        resolve: str => parseFloat(str),
        stringify: stringifyJSON
    }
];
const jsonError = {
    default: true,
    tag: '',
    test: /^/,
    resolve(str, onError) {
        onError(`Unresolved plain scalar ${JSON.stringify(str)}`);
        return str;
    }
};
const schema = [map.map, seq.seq].concat(jsonScalars, jsonError);

exports.schema = schema;


/***/ }),

/***/ 8478:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(1231);
var _null = __nccwpck_require__(5940);
var seq = __nccwpck_require__(814);
var string = __nccwpck_require__(3724);
var bool = __nccwpck_require__(5579);
var float = __nccwpck_require__(1433);
var int = __nccwpck_require__(2790);
var schema = __nccwpck_require__(9772);
var schema$1 = __nccwpck_require__(7331);
var binary = __nccwpck_require__(743);
var merge = __nccwpck_require__(4376);
var omap = __nccwpck_require__(6683);
var pairs = __nccwpck_require__(7221);
var schema$2 = __nccwpck_require__(3381);
var set = __nccwpck_require__(5340);
var timestamp = __nccwpck_require__(3932);

const schemas = new Map([
    ['core', schema.schema],
    ['failsafe', [map.map, seq.seq, string.string]],
    ['json', schema$1.schema],
    ['yaml11', schema$2.schema],
    ['yaml-1.1', schema$2.schema]
]);
const tagsByName = {
    binary: binary.binary,
    bool: bool.boolTag,
    float: float.float,
    floatExp: float.floatExp,
    floatNaN: float.floatNaN,
    floatTime: timestamp.floatTime,
    int: int.int,
    intHex: int.intHex,
    intOct: int.intOct,
    intTime: timestamp.intTime,
    map: map.map,
    merge: merge.merge,
    null: _null.nullTag,
    omap: omap.omap,
    pairs: pairs.pairs,
    seq: seq.seq,
    set: set.set,
    timestamp: timestamp.timestamp
};
const coreKnownTags = {
    'tag:yaml.org,2002:binary': binary.binary,
    'tag:yaml.org,2002:merge': merge.merge,
    'tag:yaml.org,2002:omap': omap.omap,
    'tag:yaml.org,2002:pairs': pairs.pairs,
    'tag:yaml.org,2002:set': set.set,
    'tag:yaml.org,2002:timestamp': timestamp.timestamp
};
function getTags(customTags, schemaName, addMergeTag) {
    const schemaTags = schemas.get(schemaName);
    if (schemaTags && !customTags) {
        return addMergeTag && !schemaTags.includes(merge.merge)
            ? schemaTags.concat(merge.merge)
            : schemaTags.slice();
    }
    let tags = schemaTags;
    if (!tags) {
        if (Array.isArray(customTags))
            tags = [];
        else {
            const keys = Array.from(schemas.keys())
                .filter(key => key !== 'yaml11')
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown schema "${schemaName}"; use one of ${keys} or define customTags array`);
        }
    }
    if (Array.isArray(customTags)) {
        for (const tag of customTags)
            tags = tags.concat(tag);
    }
    else if (typeof customTags === 'function') {
        tags = customTags(tags.slice());
    }
    if (addMergeTag)
        tags = tags.concat(merge.merge);
    return tags.reduce((tags, tag) => {
        const tagObj = typeof tag === 'string' ? tagsByName[tag] : tag;
        if (!tagObj) {
            const tagName = JSON.stringify(tag);
            const keys = Object.keys(tagsByName)
                .map(key => JSON.stringify(key))
                .join(', ');
            throw new Error(`Unknown custom tag ${tagName}; use one of ${keys}`);
        }
        if (!tags.includes(tagObj))
            tags.push(tagObj);
        return tags;
    }, []);
}

exports.coreKnownTags = coreKnownTags;
exports.getTags = getTags;


/***/ }),

/***/ 743:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var node_buffer = __nccwpck_require__(181);
var Scalar = __nccwpck_require__(4305);
var stringifyString = __nccwpck_require__(3665);

const binary = {
    identify: value => value instanceof Uint8Array, // Buffer inherits from Uint8Array
    default: false,
    tag: 'tag:yaml.org,2002:binary',
    /**
     * Returns a Buffer in node and an Uint8Array in browsers
     *
     * To use the resulting buffer as an image, you'll want to do something like:
     *
     *   const blob = new Blob([buffer], { type: 'image/jpeg' })
     *   document.querySelector('#photo').src = URL.createObjectURL(blob)
     */
    resolve(src, onError) {
        if (typeof node_buffer.Buffer === 'function') {
            return node_buffer.Buffer.from(src, 'base64');
        }
        else if (typeof atob === 'function') {
            // On IE 11, atob() can't handle newlines
            const str = atob(src.replace(/[\n\r]/g, ''));
            const buffer = new Uint8Array(str.length);
            for (let i = 0; i < str.length; ++i)
                buffer[i] = str.charCodeAt(i);
            return buffer;
        }
        else {
            onError('This environment does not support reading binary tags; either Buffer or atob is required');
            return src;
        }
    },
    stringify({ comment, type, value }, ctx, onComment, onChompKeep) {
        if (!value)
            return '';
        const buf = value; // checked earlier by binary.identify()
        let str;
        if (typeof node_buffer.Buffer === 'function') {
            str =
                buf instanceof node_buffer.Buffer
                    ? buf.toString('base64')
                    : node_buffer.Buffer.from(buf.buffer).toString('base64');
        }
        else if (typeof btoa === 'function') {
            let s = '';
            for (let i = 0; i < buf.length; ++i)
                s += String.fromCharCode(buf[i]);
            str = btoa(s);
        }
        else {
            throw new Error('This environment does not support writing binary tags; either Buffer or btoa is required');
        }
        type ?? (type = Scalar.Scalar.BLOCK_LITERAL);
        if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
            const lineWidth = Math.max(ctx.options.lineWidth - ctx.indent.length, ctx.options.minContentWidth);
            const n = Math.ceil(str.length / lineWidth);
            const lines = new Array(n);
            for (let i = 0, o = 0; i < n; ++i, o += lineWidth) {
                lines[i] = str.substr(o, lineWidth);
            }
            str = lines.join(type === Scalar.Scalar.BLOCK_LITERAL ? '\n' : ' ');
        }
        return stringifyString.stringifyString({ comment, type, value: str }, ctx, onComment, onChompKeep);
    }
};

exports.binary = binary;


/***/ }),

/***/ 8514:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);

function boolStringify({ value, source }, ctx) {
    const boolObj = value ? trueTag : falseTag;
    if (source && boolObj.test.test(source))
        return source;
    return value ? ctx.options.trueStr : ctx.options.falseStr;
}
const trueTag = {
    identify: value => value === true,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:Y|y|[Yy]es|YES|[Tt]rue|TRUE|[Oo]n|ON)$/,
    resolve: () => new Scalar.Scalar(true),
    stringify: boolStringify
};
const falseTag = {
    identify: value => value === false,
    default: true,
    tag: 'tag:yaml.org,2002:bool',
    test: /^(?:N|n|[Nn]o|NO|[Ff]alse|FALSE|[Oo]ff|OFF)$/,
    resolve: () => new Scalar.Scalar(false),
    stringify: boolStringify
};

exports.falseTag = falseTag;
exports.trueTag = trueTag;


/***/ }),

/***/ 2026:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);
var stringifyNumber = __nccwpck_require__(3677);

const floatNaN = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^(?:[-+]?\.(?:inf|Inf|INF)|\.nan|\.NaN|\.NAN)$/,
    resolve: (str) => str.slice(-3).toLowerCase() === 'nan'
        ? NaN
        : str[0] === '-'
            ? Number.NEGATIVE_INFINITY
            : Number.POSITIVE_INFINITY,
    stringify: stringifyNumber.stringifyNumber
};
const floatExp = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'EXP',
    test: /^[-+]?(?:[0-9][0-9_]*)?(?:\.[0-9_]*)?[eE][-+]?[0-9]+$/,
    resolve: (str) => parseFloat(str.replace(/_/g, '')),
    stringify(node) {
        const num = Number(node.value);
        return isFinite(num) ? num.toExponential() : stringifyNumber.stringifyNumber(node);
    }
};
const float = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    test: /^[-+]?(?:[0-9][0-9_]*)?\.[0-9_]*$/,
    resolve(str) {
        const node = new Scalar.Scalar(parseFloat(str.replace(/_/g, '')));
        const dot = str.indexOf('.');
        if (dot !== -1) {
            const f = str.substring(dot + 1).replace(/_/g, '');
            if (f[f.length - 1] === '0')
                node.minFractionDigits = f.length;
        }
        return node;
    },
    stringify: stringifyNumber.stringifyNumber
};

exports.float = float;
exports.floatExp = floatExp;
exports.floatNaN = floatNaN;


/***/ }),

/***/ 7149:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(3677);

const intIdentify = (value) => typeof value === 'bigint' || Number.isInteger(value);
function intResolve(str, offset, radix, { intAsBigInt }) {
    const sign = str[0];
    if (sign === '-' || sign === '+')
        offset += 1;
    str = str.substring(offset).replace(/_/g, '');
    if (intAsBigInt) {
        switch (radix) {
            case 2:
                str = `0b${str}`;
                break;
            case 8:
                str = `0o${str}`;
                break;
            case 16:
                str = `0x${str}`;
                break;
        }
        const n = BigInt(str);
        return sign === '-' ? BigInt(-1) * n : n;
    }
    const n = parseInt(str, radix);
    return sign === '-' ? -1 * n : n;
}
function intStringify(node, radix, prefix) {
    const { value } = node;
    if (intIdentify(value)) {
        const str = value.toString(radix);
        return value < 0 ? '-' + prefix + str.substr(1) : prefix + str;
    }
    return stringifyNumber.stringifyNumber(node);
}
const intBin = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'BIN',
    test: /^[-+]?0b[0-1_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 2, opt),
    stringify: node => intStringify(node, 2, '0b')
};
const intOct = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'OCT',
    test: /^[-+]?0[0-7_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 1, 8, opt),
    stringify: node => intStringify(node, 8, '0')
};
const int = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    test: /^[-+]?[0-9][0-9_]*$/,
    resolve: (str, _onError, opt) => intResolve(str, 0, 10, opt),
    stringify: stringifyNumber.stringifyNumber
};
const intHex = {
    identify: intIdentify,
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'HEX',
    test: /^[-+]?0x[0-9a-fA-F_]+$/,
    resolve: (str, _onError, opt) => intResolve(str, 2, 16, opt),
    stringify: node => intStringify(node, 16, '0x')
};

exports.int = int;
exports.intBin = intBin;
exports.intHex = intHex;
exports.intOct = intOct;


/***/ }),

/***/ 4376:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);

// If the value associated with a merge key is a single mapping node, each of
// its key/value pairs is inserted into the current mapping, unless the key
// already exists in it. If the value associated with the merge key is a
// sequence, then this sequence is expected to contain mapping nodes and each
// of these nodes is merged in turn according to its order in the sequence.
// Keys in mapping nodes earlier in the sequence override keys specified in
// later mapping nodes. -- http://yaml.org/type/merge.html
const MERGE_KEY = '<<';
const merge = {
    identify: value => value === MERGE_KEY ||
        (typeof value === 'symbol' && value.description === MERGE_KEY),
    default: 'key',
    tag: 'tag:yaml.org,2002:merge',
    test: /^<<$/,
    resolve: () => Object.assign(new Scalar.Scalar(Symbol(MERGE_KEY)), {
        addToJSMap: addMergeToJSMap
    }),
    stringify: () => MERGE_KEY
};
const isMergeKey = (ctx, key) => (merge.identify(key) ||
    (identity.isScalar(key) &&
        (!key.type || key.type === Scalar.Scalar.PLAIN) &&
        merge.identify(key.value))) &&
    ctx?.doc.schema.tags.some(tag => tag.tag === merge.tag && tag.default);
function addMergeToJSMap(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (identity.isSeq(source))
        for (const it of source.items)
            mergeValue(ctx, map, it);
    else if (Array.isArray(source))
        for (const it of source)
            mergeValue(ctx, map, it);
    else
        mergeValue(ctx, map, source);
}
function mergeValue(ctx, map, value) {
    const source = resolveAliasValue(ctx, value);
    if (!identity.isMap(source))
        throw new Error('Merge sources must be maps or map aliases');
    const srcMap = source.toJSON(null, ctx, Map);
    for (const [key, value] of srcMap) {
        if (map instanceof Map) {
            if (!map.has(key))
                map.set(key, value);
        }
        else if (map instanceof Set) {
            map.add(key);
        }
        else if (!Object.prototype.hasOwnProperty.call(map, key)) {
            Object.defineProperty(map, key, {
                value,
                writable: true,
                enumerable: true,
                configurable: true
            });
        }
    }
    return map;
}
function resolveAliasValue(ctx, value) {
    return ctx && identity.isAlias(value) ? value.resolve(ctx.doc, ctx) : value;
}

exports.addMergeToJSMap = addMergeToJSMap;
exports.isMergeKey = isMergeKey;
exports.merge = merge;


/***/ }),

/***/ 6683:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var toJS = __nccwpck_require__(3119);
var YAMLMap = __nccwpck_require__(2938);
var YAMLSeq = __nccwpck_require__(3571);
var pairs = __nccwpck_require__(7221);

class YAMLOMap extends YAMLSeq.YAMLSeq {
    constructor() {
        super();
        this.add = YAMLMap.YAMLMap.prototype.add.bind(this);
        this.delete = YAMLMap.YAMLMap.prototype.delete.bind(this);
        this.get = YAMLMap.YAMLMap.prototype.get.bind(this);
        this.has = YAMLMap.YAMLMap.prototype.has.bind(this);
        this.set = YAMLMap.YAMLMap.prototype.set.bind(this);
        this.tag = YAMLOMap.tag;
    }
    /**
     * If `ctx` is given, the return type is actually `Map<unknown, unknown>`,
     * but TypeScript won't allow widening the signature of a child method.
     */
    toJSON(_, ctx) {
        if (!ctx)
            return super.toJSON(_);
        const map = new Map();
        if (ctx?.onCreate)
            ctx.onCreate(map);
        for (const pair of this.items) {
            let key, value;
            if (identity.isPair(pair)) {
                key = toJS.toJS(pair.key, '', ctx);
                value = toJS.toJS(pair.value, key, ctx);
            }
            else {
                key = toJS.toJS(pair, '', ctx);
            }
            if (map.has(key))
                throw new Error('Ordered maps must not include duplicate keys');
            map.set(key, value);
        }
        return map;
    }
    static from(schema, iterable, ctx) {
        const pairs$1 = pairs.createPairs(schema, iterable, ctx);
        const omap = new this();
        omap.items = pairs$1.items;
        return omap;
    }
}
YAMLOMap.tag = 'tag:yaml.org,2002:omap';
const omap = {
    collection: 'seq',
    identify: value => value instanceof Map,
    nodeClass: YAMLOMap,
    default: false,
    tag: 'tag:yaml.org,2002:omap',
    resolve(seq, onError) {
        const pairs$1 = pairs.resolvePairs(seq, onError);
        const seenKeys = [];
        for (const { key } of pairs$1.items) {
            if (identity.isScalar(key)) {
                if (seenKeys.includes(key.value)) {
                    onError(`Ordered maps must not include duplicate keys: ${key.value}`);
                }
                else {
                    seenKeys.push(key.value);
                }
            }
        }
        return Object.assign(new YAMLOMap(), pairs$1);
    },
    createNode: (schema, iterable, ctx) => YAMLOMap.from(schema, iterable, ctx)
};

exports.YAMLOMap = YAMLOMap;
exports.omap = omap;


/***/ }),

/***/ 7221:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var Scalar = __nccwpck_require__(4305);
var YAMLSeq = __nccwpck_require__(3571);

function resolvePairs(seq, onError) {
    if (identity.isSeq(seq)) {
        for (let i = 0; i < seq.items.length; ++i) {
            let item = seq.items[i];
            if (identity.isPair(item))
                continue;
            else if (identity.isMap(item)) {
                if (item.items.length > 1)
                    onError('Each pair must have its own sequence indicator');
                const pair = item.items[0] || new Pair.Pair(new Scalar.Scalar(null));
                if (item.commentBefore)
                    pair.key.commentBefore = pair.key.commentBefore
                        ? `${item.commentBefore}\n${pair.key.commentBefore}`
                        : item.commentBefore;
                if (item.comment) {
                    const cn = pair.value ?? pair.key;
                    cn.comment = cn.comment
                        ? `${item.comment}\n${cn.comment}`
                        : item.comment;
                }
                item = pair;
            }
            seq.items[i] = identity.isPair(item) ? item : new Pair.Pair(item);
        }
    }
    else
        onError('Expected a sequence for this tag');
    return seq;
}
function createPairs(schema, iterable, ctx) {
    const { replacer } = ctx;
    const pairs = new YAMLSeq.YAMLSeq(schema);
    pairs.tag = 'tag:yaml.org,2002:pairs';
    let i = 0;
    if (iterable && Symbol.iterator in Object(iterable))
        for (let it of iterable) {
            if (typeof replacer === 'function')
                it = replacer.call(iterable, String(i++), it);
            let key, value;
            if (Array.isArray(it)) {
                if (it.length === 2) {
                    key = it[0];
                    value = it[1];
                }
                else
                    throw new TypeError(`Expected [key, value] tuple: ${it}`);
            }
            else if (it && it instanceof Object) {
                const keys = Object.keys(it);
                if (keys.length === 1) {
                    key = keys[0];
                    value = it[key];
                }
                else {
                    throw new TypeError(`Expected tuple with one key, not ${keys.length} keys`);
                }
            }
            else {
                key = it;
            }
            pairs.items.push(Pair.createPair(key, value, ctx));
        }
    return pairs;
}
const pairs = {
    collection: 'seq',
    default: false,
    tag: 'tag:yaml.org,2002:pairs',
    resolve: resolvePairs,
    createNode: createPairs
};

exports.createPairs = createPairs;
exports.pairs = pairs;
exports.resolvePairs = resolvePairs;


/***/ }),

/***/ 3381:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var map = __nccwpck_require__(1231);
var _null = __nccwpck_require__(5940);
var seq = __nccwpck_require__(814);
var string = __nccwpck_require__(3724);
var binary = __nccwpck_require__(743);
var bool = __nccwpck_require__(8514);
var float = __nccwpck_require__(2026);
var int = __nccwpck_require__(7149);
var merge = __nccwpck_require__(4376);
var omap = __nccwpck_require__(6683);
var pairs = __nccwpck_require__(7221);
var set = __nccwpck_require__(5340);
var timestamp = __nccwpck_require__(3932);

const schema = [
    map.map,
    seq.seq,
    string.string,
    _null.nullTag,
    bool.trueTag,
    bool.falseTag,
    int.intBin,
    int.intOct,
    int.int,
    int.intHex,
    float.floatNaN,
    float.floatExp,
    float.float,
    binary.binary,
    merge.merge,
    omap.omap,
    pairs.pairs,
    set.set,
    timestamp.intTime,
    timestamp.floatTime,
    timestamp.timestamp
];

exports.schema = schema;


/***/ }),

/***/ 5340:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Pair = __nccwpck_require__(5153);
var YAMLMap = __nccwpck_require__(2938);

class YAMLSet extends YAMLMap.YAMLMap {
    constructor(schema) {
        super(schema);
        this.tag = YAMLSet.tag;
    }
    add(key) {
        let pair;
        if (identity.isPair(key))
            pair = key;
        else if (key &&
            typeof key === 'object' &&
            'key' in key &&
            'value' in key &&
            key.value === null)
            pair = new Pair.Pair(key.key, null);
        else
            pair = new Pair.Pair(key, null);
        const prev = YAMLMap.findPair(this.items, pair.key);
        if (!prev)
            this.items.push(pair);
    }
    /**
     * If `keepPair` is `true`, returns the Pair matching `key`.
     * Otherwise, returns the value of that Pair's key.
     */
    get(key, keepPair) {
        const pair = YAMLMap.findPair(this.items, key);
        return !keepPair && identity.isPair(pair)
            ? identity.isScalar(pair.key)
                ? pair.key.value
                : pair.key
            : pair;
    }
    set(key, value) {
        if (typeof value !== 'boolean')
            throw new Error(`Expected boolean value for set(key, value) in a YAML set, not ${typeof value}`);
        const prev = YAMLMap.findPair(this.items, key);
        if (prev && !value) {
            this.items.splice(this.items.indexOf(prev), 1);
        }
        else if (!prev && value) {
            this.items.push(new Pair.Pair(key));
        }
    }
    toJSON(_, ctx) {
        return super.toJSON(_, ctx, Set);
    }
    toString(ctx, onComment, onChompKeep) {
        if (!ctx)
            return JSON.stringify(this);
        if (this.hasAllNullValues(true))
            return super.toString(Object.assign({}, ctx, { allNullValues: true }), onComment, onChompKeep);
        else
            throw new Error('Set items must all have null values');
    }
    static from(schema, iterable, ctx) {
        const { replacer } = ctx;
        const set = new this(schema);
        if (iterable && Symbol.iterator in Object(iterable))
            for (let value of iterable) {
                if (typeof replacer === 'function')
                    value = replacer.call(iterable, value, value);
                set.items.push(Pair.createPair(value, null, ctx));
            }
        return set;
    }
}
YAMLSet.tag = 'tag:yaml.org,2002:set';
const set = {
    collection: 'map',
    identify: value => value instanceof Set,
    nodeClass: YAMLSet,
    default: false,
    tag: 'tag:yaml.org,2002:set',
    createNode: (schema, iterable, ctx) => YAMLSet.from(schema, iterable, ctx),
    resolve(map, onError) {
        if (identity.isMap(map)) {
            if (map.hasAllNullValues(true))
                return Object.assign(new YAMLSet(), map);
            else
                onError('Set items must all have null values');
        }
        else
            onError('Expected a mapping for this tag');
        return map;
    }
};

exports.YAMLSet = YAMLSet;
exports.set = set;


/***/ }),

/***/ 3932:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var stringifyNumber = __nccwpck_require__(3677);

/** Internal types handle bigint as number, because TS can't figure it out. */
function parseSexagesimal(str, asBigInt) {
    const sign = str[0];
    const parts = sign === '-' || sign === '+' ? str.substring(1) : str;
    const num = (n) => asBigInt ? BigInt(n) : Number(n);
    const res = parts
        .replace(/_/g, '')
        .split(':')
        .reduce((res, p) => res * num(60) + num(p), num(0));
    return (sign === '-' ? num(-1) * res : res);
}
/**
 * hhhh:mm:ss.sss
 *
 * Internal types handle bigint as number, because TS can't figure it out.
 */
function stringifySexagesimal(node) {
    let { value } = node;
    let num = (n) => n;
    if (typeof value === 'bigint')
        num = n => BigInt(n);
    else if (isNaN(value) || !isFinite(value))
        return stringifyNumber.stringifyNumber(node);
    let sign = '';
    if (value < 0) {
        sign = '-';
        value *= num(-1);
    }
    const _60 = num(60);
    const parts = [value % _60]; // seconds, including ms
    if (value < 60) {
        parts.unshift(0); // at least one : is required
    }
    else {
        value = (value - parts[0]) / _60;
        parts.unshift(value % _60); // minutes
        if (value >= 60) {
            value = (value - parts[0]) / _60;
            parts.unshift(value); // hours
        }
    }
    return (sign +
        parts
            .map(n => String(n).padStart(2, '0'))
            .join(':')
            .replace(/000000\d*$/, '') // % 60 may introduce error
    );
}
const intTime = {
    identify: value => typeof value === 'bigint' || Number.isInteger(value),
    default: true,
    tag: 'tag:yaml.org,2002:int',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+$/,
    resolve: (str, _onError, { intAsBigInt }) => parseSexagesimal(str, intAsBigInt),
    stringify: stringifySexagesimal
};
const floatTime = {
    identify: value => typeof value === 'number',
    default: true,
    tag: 'tag:yaml.org,2002:float',
    format: 'TIME',
    test: /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/,
    resolve: str => parseSexagesimal(str, false),
    stringify: stringifySexagesimal
};
const timestamp = {
    identify: value => value instanceof Date,
    default: true,
    tag: 'tag:yaml.org,2002:timestamp',
    // If the time zone is omitted, the timestamp is assumed to be specified in UTC. The time part
    // may be omitted altogether, resulting in a date format. In such a case, the time part is
    // assumed to be 00:00:00Z (start of day, UTC).
    test: RegExp('^([0-9]{4})-([0-9]{1,2})-([0-9]{1,2})' + // YYYY-Mm-Dd
        '(?:' + // time is optional
        '(?:t|T|[ \\t]+)' + // t | T | whitespace
        '([0-9]{1,2}):([0-9]{1,2}):([0-9]{1,2}(\\.[0-9]+)?)' + // Hh:Mm:Ss(.ss)?
        '(?:[ \\t]*(Z|[-+][012]?[0-9](?::[0-9]{2})?))?' + // Z | +5 | -03:30
        ')?$'),
    resolve(str) {
        const match = str.match(timestamp.test);
        if (!match)
            throw new Error('!!timestamp expects a date, starting with yyyy-mm-dd');
        const [, year, month, day, hour, minute, second] = match.map(Number);
        const millisec = match[7] ? Number((match[7] + '00').substr(1, 3)) : 0;
        let date = Date.UTC(year, month - 1, day, hour || 0, minute || 0, second || 0, millisec);
        const tz = match[8];
        if (tz && tz !== 'Z') {
            let d = parseSexagesimal(tz, false);
            if (Math.abs(d) < 30)
                d *= 60;
            date -= 60000 * d;
        }
        return new Date(date);
    },
    stringify: ({ value }) => value?.toISOString().replace(/(T00:00:00)?\.000Z$/, '') ?? ''
};

exports.floatTime = floatTime;
exports.intTime = intTime;
exports.timestamp = timestamp;


/***/ }),

/***/ 6767:
/***/ ((__unused_webpack_module, exports) => {



const FOLD_FLOW = 'flow';
const FOLD_BLOCK = 'block';
const FOLD_QUOTED = 'quoted';
/**
 * Tries to keep input at up to `lineWidth` characters, splitting only on spaces
 * not followed by newlines or spaces unless `mode` is `'quoted'`. Lines are
 * terminated with `\n` and started with `indent`.
 */
function foldFlowLines(text, indent, mode = 'flow', { indentAtStart, lineWidth = 80, minContentWidth = 20, onFold, onOverflow } = {}) {
    if (!lineWidth || lineWidth < 0)
        return text;
    if (lineWidth < minContentWidth)
        minContentWidth = 0;
    const endStep = Math.max(1 + minContentWidth, 1 + lineWidth - indent.length);
    if (text.length <= endStep)
        return text;
    const folds = [];
    const escapedFolds = {};
    let end = lineWidth - indent.length;
    if (typeof indentAtStart === 'number') {
        if (indentAtStart > lineWidth - Math.max(2, minContentWidth))
            folds.push(0);
        else
            end = lineWidth - indentAtStart;
    }
    let split = undefined;
    let prev = undefined;
    let overflow = false;
    let i = -1;
    let escStart = -1;
    let escEnd = -1;
    if (mode === FOLD_BLOCK) {
        i = consumeMoreIndentedLines(text, i, indent.length);
        if (i !== -1)
            end = i + endStep;
    }
    for (let ch; (ch = text[(i += 1)]);) {
        if (mode === FOLD_QUOTED && ch === '\\') {
            escStart = i;
            switch (text[i + 1]) {
                case 'x':
                    i += 3;
                    break;
                case 'u':
                    i += 5;
                    break;
                case 'U':
                    i += 9;
                    break;
                default:
                    i += 1;
            }
            escEnd = i;
        }
        if (ch === '\n') {
            if (mode === FOLD_BLOCK)
                i = consumeMoreIndentedLines(text, i, indent.length);
            end = i + indent.length + endStep;
            split = undefined;
        }
        else {
            if (ch === ' ' &&
                prev &&
                prev !== ' ' &&
                prev !== '\n' &&
                prev !== '\t') {
                // space surrounded by non-space can be replaced with newline + indent
                const next = text[i + 1];
                if (next && next !== ' ' && next !== '\n' && next !== '\t')
                    split = i;
            }
            if (i >= end) {
                if (split) {
                    folds.push(split);
                    end = split + endStep;
                    split = undefined;
                }
                else if (mode === FOLD_QUOTED) {
                    // white-space collected at end may stretch past lineWidth
                    while (prev === ' ' || prev === '\t') {
                        prev = ch;
                        ch = text[(i += 1)];
                        overflow = true;
                    }
                    // Account for newline escape, but don't break preceding escape
                    const j = i > escEnd + 1 ? i - 2 : escStart - 1;
                    // Bail out if lineWidth & minContentWidth are shorter than an escape string
                    if (escapedFolds[j])
                        return text;
                    folds.push(j);
                    escapedFolds[j] = true;
                    end = j + endStep;
                    split = undefined;
                }
                else {
                    overflow = true;
                }
            }
        }
        prev = ch;
    }
    if (overflow && onOverflow)
        onOverflow();
    if (folds.length === 0)
        return text;
    if (onFold)
        onFold();
    let res = text.slice(0, folds[0]);
    for (let i = 0; i < folds.length; ++i) {
        const fold = folds[i];
        const end = folds[i + 1] || text.length;
        if (fold === 0)
            res = `\n${indent}${text.slice(0, end)}`;
        else {
            if (mode === FOLD_QUOTED && escapedFolds[fold])
                res += `${text[fold]}\\`;
            res += `\n${indent}${text.slice(fold + 1, end)}`;
        }
    }
    return res;
}
/**
 * Presumes `i + 1` is at the start of a line
 * @returns index of last newline in more-indented block
 */
function consumeMoreIndentedLines(text, i, indent) {
    let end = i;
    let start = i + 1;
    let ch = text[start];
    while (ch === ' ' || ch === '\t') {
        if (i < start + indent) {
            ch = text[++i];
        }
        else {
            do {
                ch = text[++i];
            } while (ch && ch !== '\n');
            end = i;
            start = i + 1;
            ch = text[start];
        }
    }
    return end;
}

exports.FOLD_BLOCK = FOLD_BLOCK;
exports.FOLD_FLOW = FOLD_FLOW;
exports.FOLD_QUOTED = FOLD_QUOTED;
exports.foldFlowLines = foldFlowLines;


/***/ }),

/***/ 3376:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var anchors = __nccwpck_require__(7048);
var identity = __nccwpck_require__(1891);
var stringifyComment = __nccwpck_require__(2875);
var stringifyString = __nccwpck_require__(3665);

function createStringifyContext(doc, options) {
    const opt = Object.assign({
        blockQuote: true,
        commentString: stringifyComment.stringifyComment,
        defaultKeyType: null,
        defaultStringType: 'PLAIN',
        directives: null,
        doubleQuotedAsJSON: false,
        doubleQuotedMinMultiLineLength: 40,
        falseStr: 'false',
        flowCollectionPadding: true,
        indentSeq: true,
        lineWidth: 80,
        minContentWidth: 20,
        nullStr: 'null',
        simpleKeys: false,
        singleQuote: null,
        trailingComma: false,
        trueStr: 'true',
        verifyAliasOrder: true
    }, doc.schema.toStringOptions, options);
    let inFlow;
    switch (opt.collectionStyle) {
        case 'block':
            inFlow = false;
            break;
        case 'flow':
            inFlow = true;
            break;
        default:
            inFlow = null;
    }
    return {
        anchors: new Set(),
        doc,
        flowCollectionPadding: opt.flowCollectionPadding ? ' ' : '',
        indent: '',
        indentStep: typeof opt.indent === 'number' ? ' '.repeat(opt.indent) : '  ',
        inFlow,
        options: opt
    };
}
function getTagObject(tags, item) {
    if (item.tag) {
        const match = tags.filter(t => t.tag === item.tag);
        if (match.length > 0)
            return match.find(t => t.format === item.format) ?? match[0];
    }
    let tagObj = undefined;
    let obj;
    if (identity.isScalar(item)) {
        obj = item.value;
        let match = tags.filter(t => t.identify?.(obj));
        if (match.length > 1) {
            const testMatch = match.filter(t => t.test);
            if (testMatch.length > 0)
                match = testMatch;
        }
        tagObj =
            match.find(t => t.format === item.format) ?? match.find(t => !t.format);
    }
    else {
        obj = item;
        tagObj = tags.find(t => t.nodeClass && obj instanceof t.nodeClass);
    }
    if (!tagObj) {
        const name = obj?.constructor?.name ?? (obj === null ? 'null' : typeof obj);
        throw new Error(`Tag not resolved for ${name} value`);
    }
    return tagObj;
}
// needs to be called before value stringifier to allow for circular anchor refs
function stringifyProps(node, tagObj, { anchors: anchors$1, doc }) {
    if (!doc.directives)
        return '';
    const props = [];
    const anchor = (identity.isScalar(node) || identity.isCollection(node)) && node.anchor;
    if (anchor && anchors.anchorIsValid(anchor)) {
        anchors$1.add(anchor);
        props.push(`&${anchor}`);
    }
    const tag = node.tag ?? (tagObj.default ? null : tagObj.tag);
    if (tag)
        props.push(doc.directives.tagString(tag));
    return props.join(' ');
}
function stringify(item, ctx, onComment, onChompKeep) {
    if (identity.isPair(item))
        return item.toString(ctx, onComment, onChompKeep);
    if (identity.isAlias(item)) {
        if (ctx.doc.directives)
            return item.toString(ctx);
        if (ctx.resolvedAliases?.has(item)) {
            throw new TypeError(`Cannot stringify circular structure without alias nodes`);
        }
        else {
            if (ctx.resolvedAliases)
                ctx.resolvedAliases.add(item);
            else
                ctx.resolvedAliases = new Set([item]);
            item = item.resolve(ctx.doc);
        }
    }
    let tagObj = undefined;
    const node = identity.isNode(item)
        ? item
        : ctx.doc.createNode(item, { onTagObj: o => (tagObj = o) });
    tagObj ?? (tagObj = getTagObject(ctx.doc.schema.tags, node));
    const props = stringifyProps(node, tagObj, ctx);
    if (props.length > 0)
        ctx.indentAtStart = (ctx.indentAtStart ?? 0) + props.length + 1;
    const str = typeof tagObj.stringify === 'function'
        ? tagObj.stringify(node, ctx, onComment, onChompKeep)
        : identity.isScalar(node)
            ? stringifyString.stringifyString(node, ctx, onComment, onChompKeep)
            : node.toString(ctx, onComment, onChompKeep);
    if (!props)
        return str;
    return identity.isScalar(node) || str[0] === '{' || str[0] === '['
        ? `${props} ${str}`
        : `${props}\n${ctx.indent}${str}`;
}

exports.createStringifyContext = createStringifyContext;
exports.stringify = stringify;


/***/ }),

/***/ 3008:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var stringify = __nccwpck_require__(3376);
var stringifyComment = __nccwpck_require__(2875);

function stringifyCollection(collection, ctx, options) {
    const flow = ctx.inFlow ?? collection.flow;
    const stringify = flow ? stringifyFlowCollection : stringifyBlockCollection;
    return stringify(collection, ctx, options);
}
function stringifyBlockCollection({ comment, items }, ctx, { blockItemPrefix, flowChars, itemIndent, onChompKeep, onComment }) {
    const { indent, options: { commentString } } = ctx;
    const itemCtx = Object.assign({}, ctx, { indent: itemIndent, type: null });
    let chompKeep = false; // flag for the preceding node's status
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (!chompKeep && item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, chompKeep);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (!chompKeep && ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, chompKeep);
            }
        }
        chompKeep = false;
        let str = stringify.stringify(item, itemCtx, () => (comment = null), () => (chompKeep = true));
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        if (chompKeep && comment)
            chompKeep = false;
        lines.push(blockItemPrefix + str);
    }
    let str;
    if (lines.length === 0) {
        str = flowChars.start + flowChars.end;
    }
    else {
        str = lines[0];
        for (let i = 1; i < lines.length; ++i) {
            const line = lines[i];
            str += line ? `\n${indent}${line}` : '\n';
        }
    }
    if (comment) {
        str += '\n' + stringifyComment.indentComment(commentString(comment), indent);
        if (onComment)
            onComment();
    }
    else if (chompKeep && onChompKeep)
        onChompKeep();
    return str;
}
function stringifyFlowCollection({ items }, ctx, { flowChars, itemIndent }) {
    const { indent, indentStep, flowCollectionPadding: fcPadding, options: { commentString } } = ctx;
    itemIndent += indentStep;
    const itemCtx = Object.assign({}, ctx, {
        indent: itemIndent,
        inFlow: true,
        type: null
    });
    let reqNewline = false;
    let linesAtValue = 0;
    const lines = [];
    for (let i = 0; i < items.length; ++i) {
        const item = items[i];
        let comment = null;
        if (identity.isNode(item)) {
            if (item.spaceBefore)
                lines.push('');
            addCommentBefore(ctx, lines, item.commentBefore, false);
            if (item.comment)
                comment = item.comment;
        }
        else if (identity.isPair(item)) {
            const ik = identity.isNode(item.key) ? item.key : null;
            if (ik) {
                if (ik.spaceBefore)
                    lines.push('');
                addCommentBefore(ctx, lines, ik.commentBefore, false);
                if (ik.comment)
                    reqNewline = true;
            }
            const iv = identity.isNode(item.value) ? item.value : null;
            if (iv) {
                if (iv.comment)
                    comment = iv.comment;
                if (iv.commentBefore)
                    reqNewline = true;
            }
            else if (item.value == null && ik?.comment) {
                comment = ik.comment;
            }
        }
        if (comment)
            reqNewline = true;
        let str = stringify.stringify(item, itemCtx, () => (comment = null));
        reqNewline || (reqNewline = lines.length > linesAtValue || str.includes('\n'));
        if (i < items.length - 1) {
            str += ',';
        }
        else if (ctx.options.trailingComma) {
            if (ctx.options.lineWidth > 0) {
                reqNewline || (reqNewline = lines.reduce((sum, line) => sum + line.length + 2, 2) +
                    (str.length + 2) >
                    ctx.options.lineWidth);
            }
            if (reqNewline) {
                str += ',';
            }
        }
        if (comment)
            str += stringifyComment.lineComment(str, itemIndent, commentString(comment));
        lines.push(str);
        linesAtValue = lines.length;
    }
    const { start, end } = flowChars;
    if (lines.length === 0) {
        return start + end;
    }
    else {
        if (!reqNewline) {
            const len = lines.reduce((sum, line) => sum + line.length + 2, 2);
            reqNewline = ctx.options.lineWidth > 0 && len > ctx.options.lineWidth;
        }
        if (reqNewline) {
            let str = start;
            for (const line of lines)
                str += line ? `\n${indentStep}${indent}${line}` : '\n';
            return `${str}\n${indent}${end}`;
        }
        else {
            return `${start}${fcPadding}${lines.join(' ')}${fcPadding}${end}`;
        }
    }
}
function addCommentBefore({ indent, options: { commentString } }, lines, comment, chompKeep) {
    if (comment && chompKeep)
        comment = comment.replace(/^\n+/, '');
    if (comment) {
        const ic = stringifyComment.indentComment(commentString(comment), indent);
        lines.push(ic.trimStart()); // Avoid double indent on first line
    }
}

exports.stringifyCollection = stringifyCollection;


/***/ }),

/***/ 2875:
/***/ ((__unused_webpack_module, exports) => {



/**
 * Stringifies a comment.
 *
 * Empty comment lines are left empty,
 * lines consisting of a single space are replaced by `#`,
 * and all other lines are prefixed with a `#`.
 */
const stringifyComment = (str) => str.replace(/^(?!$)(?: $)?/gm, '#');
function indentComment(comment, indent) {
    if (/^\n+$/.test(comment))
        return comment.substring(1);
    return indent ? comment.replace(/^(?! *$)/gm, indent) : comment;
}
const lineComment = (str, indent, comment) => str.endsWith('\n')
    ? indentComment(comment, indent)
    : comment.includes('\n')
        ? '\n' + indentComment(comment, indent)
        : (str.endsWith(' ') ? '' : ' ') + comment;

exports.indentComment = indentComment;
exports.lineComment = lineComment;
exports.stringifyComment = stringifyComment;


/***/ }),

/***/ 8577:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var stringify = __nccwpck_require__(3376);
var stringifyComment = __nccwpck_require__(2875);

function stringifyDocument(doc, options) {
    const lines = [];
    let hasDirectives = options.directives === true;
    if (options.directives !== false && doc.directives) {
        const dir = doc.directives.toString(doc);
        if (dir) {
            lines.push(dir);
            hasDirectives = true;
        }
        else if (doc.directives.docStart)
            hasDirectives = true;
    }
    if (hasDirectives)
        lines.push('---');
    const ctx = stringify.createStringifyContext(doc, options);
    const { commentString } = ctx.options;
    if (doc.commentBefore) {
        if (lines.length !== 1)
            lines.unshift('');
        const cs = commentString(doc.commentBefore);
        lines.unshift(stringifyComment.indentComment(cs, ''));
    }
    let chompKeep = false;
    let contentComment = null;
    if (doc.contents) {
        if (identity.isNode(doc.contents)) {
            if (doc.contents.spaceBefore && hasDirectives)
                lines.push('');
            if (doc.contents.commentBefore) {
                const cs = commentString(doc.contents.commentBefore);
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            // top-level block scalars need to be indented if followed by a comment
            ctx.forceBlockIndent = !!doc.comment;
            contentComment = doc.contents.comment;
        }
        const onChompKeep = contentComment ? undefined : () => (chompKeep = true);
        let body = stringify.stringify(doc.contents, ctx, () => (contentComment = null), onChompKeep);
        if (contentComment)
            body += stringifyComment.lineComment(body, '', commentString(contentComment));
        if ((body[0] === '|' || body[0] === '>') &&
            lines[lines.length - 1] === '---') {
            // Top-level block scalars with a preceding doc marker ought to use the
            // same line for their header.
            lines[lines.length - 1] = `--- ${body}`;
        }
        else
            lines.push(body);
    }
    else {
        lines.push(stringify.stringify(doc.contents, ctx));
    }
    if (doc.directives?.docEnd) {
        if (doc.comment) {
            const cs = commentString(doc.comment);
            if (cs.includes('\n')) {
                lines.push('...');
                lines.push(stringifyComment.indentComment(cs, ''));
            }
            else {
                lines.push(`... ${cs}`);
            }
        }
        else {
            lines.push('...');
        }
    }
    else {
        let dc = doc.comment;
        if (dc && chompKeep)
            dc = dc.replace(/^\n+/, '');
        if (dc) {
            if ((!chompKeep || contentComment) && lines[lines.length - 1] !== '')
                lines.push('');
            lines.push(stringifyComment.indentComment(commentString(dc), ''));
        }
    }
    return lines.join('\n') + '\n';
}

exports.stringifyDocument = stringifyDocument;


/***/ }),

/***/ 3677:
/***/ ((__unused_webpack_module, exports) => {



function stringifyNumber({ format, minFractionDigits, tag, value }) {
    if (typeof value === 'bigint')
        return String(value);
    const num = typeof value === 'number' ? value : Number(value);
    if (!isFinite(num))
        return isNaN(num) ? '.nan' : num < 0 ? '-.inf' : '.inf';
    let n = Object.is(value, -0) ? '-0' : JSON.stringify(value);
    if (!format &&
        minFractionDigits &&
        (!tag || tag === 'tag:yaml.org,2002:float') &&
        /^-?\d/.test(n) &&
        !n.includes('e')) {
        let i = n.indexOf('.');
        if (i < 0) {
            i = n.length;
            n += '.';
        }
        let d = minFractionDigits - (n.length - i - 1);
        while (d-- > 0)
            n += '0';
    }
    return n;
}

exports.stringifyNumber = stringifyNumber;


/***/ }),

/***/ 9392:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);
var Scalar = __nccwpck_require__(4305);
var stringify = __nccwpck_require__(3376);
var stringifyComment = __nccwpck_require__(2875);

function stringifyPair({ key, value }, ctx, onComment, onChompKeep) {
    const { allNullValues, doc, indent, indentStep, options: { commentString, indentSeq, simpleKeys } } = ctx;
    let keyComment = (identity.isNode(key) && key.comment) || null;
    if (simpleKeys) {
        if (keyComment) {
            throw new Error('With simple keys, key nodes cannot have comments');
        }
        if (identity.isCollection(key) || (!identity.isNode(key) && typeof key === 'object')) {
            const msg = 'With simple keys, collection cannot be used as a key value';
            throw new Error(msg);
        }
    }
    let explicitKey = !simpleKeys &&
        (!key ||
            (keyComment && value == null && !ctx.inFlow) ||
            identity.isCollection(key) ||
            (identity.isScalar(key)
                ? key.type === Scalar.Scalar.BLOCK_FOLDED || key.type === Scalar.Scalar.BLOCK_LITERAL
                : typeof key === 'object'));
    ctx = Object.assign({}, ctx, {
        allNullValues: false,
        implicitKey: !explicitKey && (simpleKeys || !allNullValues),
        indent: indent + indentStep
    });
    let keyCommentDone = false;
    let chompKeep = false;
    let str = stringify.stringify(key, ctx, () => (keyCommentDone = true), () => (chompKeep = true));
    if (!explicitKey && !ctx.inFlow && str.length > 1024) {
        if (simpleKeys)
            throw new Error('With simple keys, single line scalar must not span more than 1024 characters');
        explicitKey = true;
    }
    if (ctx.inFlow) {
        if (allNullValues || value == null) {
            if (keyCommentDone && onComment)
                onComment();
            return str === '' ? '?' : explicitKey ? `? ${str}` : str;
        }
    }
    else if ((allNullValues && !simpleKeys) || (value == null && explicitKey)) {
        str = `? ${str}`;
        if (keyComment && !keyCommentDone) {
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        }
        else if (chompKeep && onChompKeep)
            onChompKeep();
        return str;
    }
    if (keyCommentDone)
        keyComment = null;
    if (explicitKey) {
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
        str = `? ${str}\n${indent}:`;
    }
    else {
        str = `${str}:`;
        if (keyComment)
            str += stringifyComment.lineComment(str, ctx.indent, commentString(keyComment));
    }
    let vsb, vcb, valueComment;
    if (identity.isNode(value)) {
        vsb = !!value.spaceBefore;
        vcb = value.commentBefore;
        valueComment = value.comment;
    }
    else {
        vsb = false;
        vcb = null;
        valueComment = null;
        if (value && typeof value === 'object')
            value = doc.createNode(value);
    }
    ctx.implicitKey = false;
    if (!explicitKey && !keyComment && identity.isScalar(value))
        ctx.indentAtStart = str.length + 1;
    chompKeep = false;
    if (!indentSeq &&
        indentStep.length >= 2 &&
        !ctx.inFlow &&
        !explicitKey &&
        identity.isSeq(value) &&
        !value.flow &&
        !value.tag &&
        !value.anchor) {
        // If indentSeq === false, consider '- ' as part of indentation where possible
        ctx.indent = ctx.indent.substring(2);
    }
    let valueCommentDone = false;
    const valueStr = stringify.stringify(value, ctx, () => (valueCommentDone = true), () => (chompKeep = true));
    let ws = ' ';
    if (keyComment || vsb || vcb) {
        ws = vsb ? '\n' : '';
        if (vcb) {
            const cs = commentString(vcb);
            ws += `\n${stringifyComment.indentComment(cs, ctx.indent)}`;
        }
        if (valueStr === '' && !ctx.inFlow) {
            if (ws === '\n' && valueComment)
                ws = '\n\n';
        }
        else {
            ws += `\n${ctx.indent}`;
        }
    }
    else if (!explicitKey && identity.isCollection(value)) {
        const vs0 = valueStr[0];
        const nl0 = valueStr.indexOf('\n');
        const hasNewline = nl0 !== -1;
        const flow = ctx.inFlow ?? value.flow ?? value.items.length === 0;
        if (hasNewline || !flow) {
            let hasPropsLine = false;
            if (hasNewline && (vs0 === '&' || vs0 === '!')) {
                let sp0 = valueStr.indexOf(' ');
                if (vs0 === '&' &&
                    sp0 !== -1 &&
                    sp0 < nl0 &&
                    valueStr[sp0 + 1] === '!') {
                    sp0 = valueStr.indexOf(' ', sp0 + 1);
                }
                if (sp0 === -1 || nl0 < sp0)
                    hasPropsLine = true;
            }
            if (!hasPropsLine)
                ws = `\n${ctx.indent}`;
        }
    }
    else if (valueStr === '' || valueStr[0] === '\n') {
        ws = '';
    }
    str += ws + valueStr;
    if (ctx.inFlow) {
        if (valueCommentDone && onComment)
            onComment();
    }
    else if (valueComment && !valueCommentDone) {
        str += stringifyComment.lineComment(str, ctx.indent, commentString(valueComment));
    }
    else if (chompKeep && onChompKeep) {
        onChompKeep();
    }
    return str;
}

exports.stringifyPair = stringifyPair;


/***/ }),

/***/ 3665:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var Scalar = __nccwpck_require__(4305);
var foldFlowLines = __nccwpck_require__(6767);

const getFoldOptions = (ctx, isBlock) => ({
    indentAtStart: isBlock ? ctx.indent.length : ctx.indentAtStart,
    lineWidth: ctx.options.lineWidth,
    minContentWidth: ctx.options.minContentWidth
});
// Also checks for lines starting with %, as parsing the output as YAML 1.1 will
// presume that's starting a new document.
const containsDocumentMarker = (str) => /^(%|---|\.\.\.)/m.test(str);
function lineLengthOverLimit(str, lineWidth, indentLength) {
    if (!lineWidth || lineWidth < 0)
        return false;
    const limit = lineWidth - indentLength;
    const strLen = str.length;
    if (strLen <= limit)
        return false;
    for (let i = 0, start = 0; i < strLen; ++i) {
        if (str[i] === '\n') {
            if (i - start > limit)
                return true;
            start = i + 1;
            if (strLen - start <= limit)
                return false;
        }
    }
    return true;
}
function doubleQuotedString(value, ctx) {
    const json = JSON.stringify(value);
    if (ctx.options.doubleQuotedAsJSON)
        return json;
    const { implicitKey } = ctx;
    const minMultiLineLength = ctx.options.doubleQuotedMinMultiLineLength;
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    let str = '';
    let start = 0;
    for (let i = 0, ch = json[i]; ch; ch = json[++i]) {
        if (ch === ' ' && json[i + 1] === '\\' && json[i + 2] === 'n') {
            // space before newline needs to be escaped to not be folded
            str += json.slice(start, i) + '\\ ';
            i += 1;
            start = i;
            ch = '\\';
        }
        if (ch === '\\')
            switch (json[i + 1]) {
                case 'u':
                    {
                        str += json.slice(start, i);
                        const code = json.substr(i + 2, 4);
                        switch (code) {
                            case '0000':
                                str += '\\0';
                                break;
                            case '0007':
                                str += '\\a';
                                break;
                            case '000b':
                                str += '\\v';
                                break;
                            case '001b':
                                str += '\\e';
                                break;
                            case '0085':
                                str += '\\N';
                                break;
                            case '00a0':
                                str += '\\_';
                                break;
                            case '2028':
                                str += '\\L';
                                break;
                            case '2029':
                                str += '\\P';
                                break;
                            default:
                                if (code.substr(0, 2) === '00')
                                    str += '\\x' + code.substr(2);
                                else
                                    str += json.substr(i, 6);
                        }
                        i += 5;
                        start = i + 1;
                    }
                    break;
                case 'n':
                    if (implicitKey ||
                        json[i + 2] === '"' ||
                        json.length < minMultiLineLength) {
                        i += 1;
                    }
                    else {
                        // folding will eat first newline
                        str += json.slice(start, i) + '\n\n';
                        while (json[i + 2] === '\\' &&
                            json[i + 3] === 'n' &&
                            json[i + 4] !== '"') {
                            str += '\n';
                            i += 2;
                        }
                        str += indent;
                        // space after newline needs to be escaped to not be folded
                        if (json[i + 2] === ' ')
                            str += '\\';
                        i += 1;
                        start = i + 1;
                    }
                    break;
                default:
                    i += 1;
            }
    }
    str = start ? str + json.slice(start) : json;
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_QUOTED, getFoldOptions(ctx, false));
}
function singleQuotedString(value, ctx) {
    if (ctx.options.singleQuote === false ||
        (ctx.implicitKey && value.includes('\n')) ||
        /[ \t]\n|\n[ \t]/.test(value) // single quoted string can't have leading or trailing whitespace around newline
    )
        return doubleQuotedString(value, ctx);
    const indent = ctx.indent || (containsDocumentMarker(value) ? '  ' : '');
    const res = "'" + value.replace(/'/g, "''").replace(/\n+/g, `$&\n${indent}`) + "'";
    return ctx.implicitKey
        ? res
        : foldFlowLines.foldFlowLines(res, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function quotedString(value, ctx) {
    const { singleQuote } = ctx.options;
    let qs;
    if (singleQuote === false)
        qs = doubleQuotedString;
    else {
        const hasDouble = value.includes('"');
        const hasSingle = value.includes("'");
        if (hasDouble && !hasSingle)
            qs = singleQuotedString;
        else if (hasSingle && !hasDouble)
            qs = doubleQuotedString;
        else
            qs = singleQuote ? singleQuotedString : doubleQuotedString;
    }
    return qs(value, ctx);
}
// The negative lookbehind avoids a polynomial search,
// but isn't supported yet on Safari: https://caniuse.com/js-regexp-lookbehind
let blockEndNewlines;
try {
    blockEndNewlines = new RegExp('(^|(?<!\n))\n+(?!\n|$)', 'g');
}
catch {
    blockEndNewlines = /\n+(?!\n|$)/g;
}
function blockString({ comment, type, value }, ctx, onComment, onChompKeep) {
    const { blockQuote, commentString, lineWidth } = ctx.options;
    // 1. Block can't end in whitespace unless the last line is non-empty.
    // 2. Strings consisting of only whitespace are best rendered explicitly.
    if (!blockQuote || /\n[\t ]+$/.test(value)) {
        return quotedString(value, ctx);
    }
    const indent = ctx.indent ||
        (ctx.forceBlockIndent || containsDocumentMarker(value) ? '  ' : '');
    const literal = blockQuote === 'literal'
        ? true
        : blockQuote === 'folded' || type === Scalar.Scalar.BLOCK_FOLDED
            ? false
            : type === Scalar.Scalar.BLOCK_LITERAL
                ? true
                : !lineLengthOverLimit(value, lineWidth, indent.length);
    if (!value)
        return literal ? '|\n' : '>\n';
    // determine chomping from whitespace at value end
    let chomp;
    let endStart;
    for (endStart = value.length; endStart > 0; --endStart) {
        const ch = value[endStart - 1];
        if (ch !== '\n' && ch !== '\t' && ch !== ' ')
            break;
    }
    let end = value.substring(endStart);
    const endNlPos = end.indexOf('\n');
    if (endNlPos === -1) {
        chomp = '-'; // strip
    }
    else if (value === end || endNlPos !== end.length - 1) {
        chomp = '+'; // keep
        if (onChompKeep)
            onChompKeep();
    }
    else {
        chomp = ''; // clip
    }
    if (end) {
        value = value.slice(0, -end.length);
        if (end[end.length - 1] === '\n')
            end = end.slice(0, -1);
        end = end.replace(blockEndNewlines, `$&${indent}`);
    }
    // determine indent indicator from whitespace at value start
    let startWithSpace = false;
    let startEnd;
    let startNlPos = -1;
    for (startEnd = 0; startEnd < value.length; ++startEnd) {
        const ch = value[startEnd];
        if (ch === ' ')
            startWithSpace = true;
        else if (ch === '\n')
            startNlPos = startEnd;
        else
            break;
    }
    let start = value.substring(0, startNlPos < startEnd ? startNlPos + 1 : startEnd);
    if (start) {
        value = value.substring(start.length);
        start = start.replace(/\n+/g, `$&${indent}`);
    }
    const indentSize = indent ? '2' : '1'; // root is at -1
    // Leading | or > is added later
    let header = (startWithSpace ? indentSize : '') + chomp;
    if (comment) {
        header += ' ' + commentString(comment.replace(/ ?[\r\n]+/g, ' '));
        if (onComment)
            onComment();
    }
    if (!literal) {
        const foldedValue = value
            .replace(/\n+/g, '\n$&')
            .replace(/(?:^|\n)([\t ].*)(?:([\n\t ]*)\n(?![\n\t ]))?/g, '$1$2') // more-indented lines aren't folded
            //                ^ more-ind. ^ empty     ^ capture next empty lines only at end of indent
            .replace(/\n+/g, `$&${indent}`);
        let literalFallback = false;
        const foldOptions = getFoldOptions(ctx, true);
        if (blockQuote !== 'folded' && type !== Scalar.Scalar.BLOCK_FOLDED) {
            foldOptions.onOverflow = () => {
                literalFallback = true;
            };
        }
        const body = foldFlowLines.foldFlowLines(`${start}${foldedValue}${end}`, indent, foldFlowLines.FOLD_BLOCK, foldOptions);
        if (!literalFallback)
            return `>${header}\n${indent}${body}`;
    }
    value = value.replace(/\n+/g, `$&${indent}`);
    return `|${header}\n${indent}${start}${value}${end}`;
}
function plainString(item, ctx, onComment, onChompKeep) {
    const { type, value } = item;
    const { actualString, implicitKey, indent, indentStep, inFlow } = ctx;
    if ((implicitKey && value.includes('\n')) ||
        (inFlow && /[[\]{},]/.test(value))) {
        return quotedString(value, ctx);
    }
    if (/^[\n\t ,[\]{}#&*!|>'"%@`]|^[?-]$|^[?-][ \t]|[\n:][ \t]|[ \t]\n|[\n\t ]#|[\n\t :]$/.test(value)) {
        // not allowed:
        // - '-' or '?'
        // - start with an indicator character (except [?:-]) or /[?-] /
        // - '\n ', ': ' or ' \n' anywhere
        // - '#' not preceded by a non-space char
        // - end with ' ' or ':'
        return implicitKey || inFlow || !value.includes('\n')
            ? quotedString(value, ctx)
            : blockString(item, ctx, onComment, onChompKeep);
    }
    if (!implicitKey &&
        !inFlow &&
        type !== Scalar.Scalar.PLAIN &&
        value.includes('\n')) {
        // Where allowed & type not set explicitly, prefer block style for multiline strings
        return blockString(item, ctx, onComment, onChompKeep);
    }
    if (containsDocumentMarker(value)) {
        if (indent === '') {
            ctx.forceBlockIndent = true;
            return blockString(item, ctx, onComment, onChompKeep);
        }
        else if (implicitKey && indent === indentStep) {
            return quotedString(value, ctx);
        }
    }
    const str = value.replace(/\n+/g, `$&\n${indent}`);
    // Verify that output will be parsed as a string, as e.g. plain numbers and
    // booleans get parsed with those types in v1.2 (e.g. '42', 'true' & '0.9e-3'),
    // and others in v1.1.
    if (actualString) {
        const test = (tag) => tag.default && tag.tag !== 'tag:yaml.org,2002:str' && tag.test?.test(str);
        const { compat, tags } = ctx.doc.schema;
        if (tags.some(test) || compat?.some(test))
            return quotedString(value, ctx);
    }
    return implicitKey
        ? str
        : foldFlowLines.foldFlowLines(str, indent, foldFlowLines.FOLD_FLOW, getFoldOptions(ctx, false));
}
function stringifyString(item, ctx, onComment, onChompKeep) {
    const { implicitKey, inFlow } = ctx;
    const ss = typeof item.value === 'string'
        ? item
        : Object.assign({}, item, { value: String(item.value) });
    let { type } = item;
    if (type !== Scalar.Scalar.QUOTE_DOUBLE) {
        // force double quotes on control characters & unpaired surrogates
        if (/[\x00-\x08\x0b-\x1f\x7f-\x9f\u{D800}-\u{DFFF}]/u.test(ss.value))
            type = Scalar.Scalar.QUOTE_DOUBLE;
    }
    const _stringify = (_type) => {
        switch (_type) {
            case Scalar.Scalar.BLOCK_FOLDED:
            case Scalar.Scalar.BLOCK_LITERAL:
                return implicitKey || inFlow
                    ? quotedString(ss.value, ctx) // blocks are not valid inside flow containers
                    : blockString(ss, ctx, onComment, onChompKeep);
            case Scalar.Scalar.QUOTE_DOUBLE:
                return doubleQuotedString(ss.value, ctx);
            case Scalar.Scalar.QUOTE_SINGLE:
                return singleQuotedString(ss.value, ctx);
            case Scalar.Scalar.PLAIN:
                return plainString(ss, ctx, onComment, onChompKeep);
            default:
                return null;
        }
    };
    let res = _stringify(type);
    if (res === null) {
        const { defaultKeyType, defaultStringType } = ctx.options;
        const t = (implicitKey && defaultKeyType) || defaultStringType;
        res = _stringify(t);
        if (res === null)
            throw new Error(`Unsupported default string type ${t}`);
    }
    return res;
}

exports.stringifyString = stringifyString;


/***/ }),

/***/ 1360:
/***/ ((__unused_webpack_module, exports, __nccwpck_require__) => {



var identity = __nccwpck_require__(1891);

const BREAK = Symbol('break visit');
const SKIP = Symbol('skip children');
const REMOVE = Symbol('remove node');
/**
 * Apply a visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
function visit(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = visit_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        visit_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visit.BREAK = BREAK;
/** Do not visit the children of the current node */
visit.SKIP = SKIP;
/** Remove the current node */
visit.REMOVE = REMOVE;
function visit_(key, node, visitor, path) {
    const ctrl = callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visit_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = visit_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = visit_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = visit_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
/**
 * Apply an async visitor to an AST node or document.
 *
 * Walks through the tree (depth-first) starting from `node`, calling a
 * `visitor` function with three arguments:
 *   - `key`: For sequence values and map `Pair`, the node's index in the
 *     collection. Within a `Pair`, `'key'` or `'value'`, correspondingly.
 *     `null` for the root node.
 *   - `node`: The current node.
 *   - `path`: The ancestry of the current node.
 *
 * The return value of the visitor may be used to control the traversal:
 *   - `Promise`: Must resolve to one of the following values
 *   - `undefined` (default): Do nothing and continue
 *   - `visit.SKIP`: Do not visit the children of this node, continue with next
 *     sibling
 *   - `visit.BREAK`: Terminate traversal completely
 *   - `visit.REMOVE`: Remove the current node, then continue with the next one
 *   - `Node`: Replace the current node, then continue by visiting it
 *   - `number`: While iterating the items of a sequence or map, set the index
 *     of the next step. This is useful especially if the index of the current
 *     node has changed.
 *
 * If `visitor` is a single function, it will be called with all values
 * encountered in the tree, including e.g. `null` values. Alternatively,
 * separate visitor functions may be defined for each `Map`, `Pair`, `Seq`,
 * `Alias` and `Scalar` node. To define the same visitor function for more than
 * one node type, use the `Collection` (map and seq), `Value` (map, seq & scalar)
 * and `Node` (alias, map, seq & scalar) targets. Of all these, only the most
 * specific defined one will be used for each node.
 */
async function visitAsync(node, visitor) {
    const visitor_ = initVisitor(visitor);
    if (identity.isDocument(node)) {
        const cd = await visitAsync_(null, node.contents, visitor_, Object.freeze([node]));
        if (cd === REMOVE)
            node.contents = null;
    }
    else
        await visitAsync_(null, node, visitor_, Object.freeze([]));
}
// Without the `as symbol` casts, TS declares these in the `visit`
// namespace using `var`, but then complains about that because
// `unique symbol` must be `const`.
/** Terminate visit traversal completely */
visitAsync.BREAK = BREAK;
/** Do not visit the children of the current node */
visitAsync.SKIP = SKIP;
/** Remove the current node */
visitAsync.REMOVE = REMOVE;
async function visitAsync_(key, node, visitor, path) {
    const ctrl = await callVisitor(key, node, visitor, path);
    if (identity.isNode(ctrl) || identity.isPair(ctrl)) {
        replaceNode(key, path, ctrl);
        return visitAsync_(key, ctrl, visitor, path);
    }
    if (typeof ctrl !== 'symbol') {
        if (identity.isCollection(node)) {
            path = Object.freeze(path.concat(node));
            for (let i = 0; i < node.items.length; ++i) {
                const ci = await visitAsync_(i, node.items[i], visitor, path);
                if (typeof ci === 'number')
                    i = ci - 1;
                else if (ci === BREAK)
                    return BREAK;
                else if (ci === REMOVE) {
                    node.items.splice(i, 1);
                    i -= 1;
                }
            }
        }
        else if (identity.isPair(node)) {
            path = Object.freeze(path.concat(node));
            const ck = await visitAsync_('key', node.key, visitor, path);
            if (ck === BREAK)
                return BREAK;
            else if (ck === REMOVE)
                node.key = null;
            const cv = await visitAsync_('value', node.value, visitor, path);
            if (cv === BREAK)
                return BREAK;
            else if (cv === REMOVE)
                node.value = null;
        }
    }
    return ctrl;
}
function initVisitor(visitor) {
    if (typeof visitor === 'object' &&
        (visitor.Collection || visitor.Node || visitor.Value)) {
        return Object.assign({
            Alias: visitor.Node,
            Map: visitor.Node,
            Scalar: visitor.Node,
            Seq: visitor.Node
        }, visitor.Value && {
            Map: visitor.Value,
            Scalar: visitor.Value,
            Seq: visitor.Value
        }, visitor.Collection && {
            Map: visitor.Collection,
            Seq: visitor.Collection
        }, visitor);
    }
    return visitor;
}
function callVisitor(key, node, visitor, path) {
    if (typeof visitor === 'function')
        return visitor(key, node, path);
    if (identity.isMap(node))
        return visitor.Map?.(key, node, path);
    if (identity.isSeq(node))
        return visitor.Seq?.(key, node, path);
    if (identity.isPair(node))
        return visitor.Pair?.(key, node, path);
    if (identity.isScalar(node))
        return visitor.Scalar?.(key, node, path);
    if (identity.isAlias(node))
        return visitor.Alias?.(key, node, path);
    return undefined;
}
function replaceNode(key, path, node) {
    const parent = path[path.length - 1];
    if (identity.isCollection(parent)) {
        parent.items[key] = node;
    }
    else if (identity.isPair(parent)) {
        if (key === 'key')
            parent.key = node;
        else
            parent.value = node;
    }
    else if (identity.isDocument(parent)) {
        parent.contents = node;
    }
    else {
        const pt = identity.isAlias(parent) ? 'alias' : 'scalar';
        throw new Error(`Cannot replace node with ${pt} parent`);
    }
}

exports.visit = visit;
exports.visitAsync = visitAsync;


/***/ })

/******/ });
/************************************************************************/
/******/ // The module cache
/******/ var __webpack_module_cache__ = {};
/******/ 
/******/ // The require function
/******/ function __nccwpck_require__(moduleId) {
/******/ 	// Check if module is in cache
/******/ 	var cachedModule = __webpack_module_cache__[moduleId];
/******/ 	if (cachedModule !== undefined) {
/******/ 		return cachedModule.exports;
/******/ 	}
/******/ 	// Create a new module (and put it into the cache)
/******/ 	var module = __webpack_module_cache__[moduleId] = {
/******/ 		// no module.id needed
/******/ 		// no module.loaded needed
/******/ 		exports: {}
/******/ 	};
/******/ 
/******/ 	// Execute the module function
/******/ 	var threw = true;
/******/ 	try {
/******/ 		__webpack_modules__[moduleId](module, module.exports, __nccwpck_require__);
/******/ 		threw = false;
/******/ 	} finally {
/******/ 		if(threw) delete __webpack_module_cache__[moduleId];
/******/ 	}
/******/ 
/******/ 	// Return the exports of the module
/******/ 	return module.exports;
/******/ }
/******/ 
/************************************************************************/
/******/ /* webpack/runtime/asset-relocator-loader */
/******/ if (typeof __nccwpck_require__ !== 'undefined') __nccwpck_require__.ab = decodeURIComponent(new URL('.', import.meta.url).pathname).slice(import.meta.url.match(/^file:\/\/\/\w:/) ? 1 : 0, -1) + "/";
/******/ 
/******/ /* webpack/runtime/define property getters */
/******/ (() => {
/******/ 	// define getter functions for harmony exports
/******/ 	__nccwpck_require__.d = (exports, definition) => {
/******/ 		for(var key in definition) {
/******/ 			if(__nccwpck_require__.o(definition, key) && !__nccwpck_require__.o(exports, key)) {
/******/ 				Object.defineProperty(exports, key, { enumerable: true, get: definition[key] });
/******/ 			}
/******/ 		}
/******/ 	};
/******/ })();
/******/ 
/******/ /* webpack/runtime/hasOwnProperty shorthand */
/******/ (() => {
/******/ 	__nccwpck_require__.o = (obj, prop) => (Object.prototype.hasOwnProperty.call(obj, prop))
/******/ })();
/******/ 
/************************************************************************/
var __webpack_exports__ = {};

// EXPORTS
__nccwpck_require__.d(__webpack_exports__, {
  Xc: () => (/* reexport */ runExpect),
  VN: () => (/* reexport */ runMain),
  a2: () => (/* reexport */ runPost),
  wX: () => (/* reexport */ serve)
});

;// CONCATENATED MODULE: external "node:http"
const external_node_http_namespaceObject = process.getBuiltinModule("node:http");
;// CONCATENATED MODULE: external "os"
const external_os_namespaceObject = process.getBuiltinModule("os");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/utils.js
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */
/**
 * Sanitizes an input into a string so it can be passed into issueCommand safely
 * @param input input to sanitize into a string
 */
function utils_toCommandValue(input) {
    if (input === null || input === undefined) {
        return '';
    }
    else if (typeof input === 'string' || input instanceof String) {
        return input;
    }
    return JSON.stringify(input);
}
/**
 *
 * @param annotationProperties
 * @returns The command properties to send with the actual annotation command
 * See IssueCommandProperties: https://github.com/actions/runner/blob/main/src/Runner.Worker/ActionCommandManager.cs#L646
 */
function utils_toCommandProperties(annotationProperties) {
    if (!Object.keys(annotationProperties).length) {
        return {};
    }
    return {
        title: annotationProperties.title,
        file: annotationProperties.file,
        line: annotationProperties.startLine,
        endLine: annotationProperties.endLine,
        col: annotationProperties.startColumn,
        endColumn: annotationProperties.endColumn
    };
}
//# sourceMappingURL=utils.js.map
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/command.js


/**
 * Issues a command to the GitHub Actions runner
 *
 * @param command - The command name to issue
 * @param properties - Additional properties for the command (key-value pairs)
 * @param message - The message to include with the command
 * @remarks
 * This function outputs a specially formatted string to stdout that the Actions
 * runner interprets as a command. These commands can control workflow behavior,
 * set outputs, create annotations, mask values, and more.
 *
 * Command Format:
 *   ::name key=value,key=value::message
 *
 * @example
 * ```typescript
 * // Issue a warning annotation
 * issueCommand('warning', {}, 'This is a warning message');
 * // Output: ::warning::This is a warning message
 *
 * // Set an environment variable
 * issueCommand('set-env', { name: 'MY_VAR' }, 'some value');
 * // Output: ::set-env name=MY_VAR::some value
 *
 * // Add a secret mask
 * issueCommand('add-mask', {}, 'secretValue123');
 * // Output: ::add-mask::secretValue123
 * ```
 *
 * @internal
 * This is an internal utility function that powers the public API functions
 * such as setSecret, warning, error, and exportVariable.
 */
function command_issueCommand(command, properties, message) {
    const cmd = new Command(command, properties, message);
    process.stdout.write(cmd.toString() + external_os_namespaceObject.EOL);
}
function command_issue(name, message = '') {
    command_issueCommand(name, {}, message);
}
const CMD_STRING = '::';
class Command {
    constructor(command, properties, message) {
        if (!command) {
            command = 'missing.command';
        }
        this.command = command;
        this.properties = properties;
        this.message = message;
    }
    toString() {
        let cmdStr = CMD_STRING + this.command;
        if (this.properties && Object.keys(this.properties).length > 0) {
            cmdStr += ' ';
            let first = true;
            for (const key in this.properties) {
                if (this.properties.hasOwnProperty(key)) {
                    const val = this.properties[key];
                    if (val) {
                        if (first) {
                            first = false;
                        }
                        else {
                            cmdStr += ',';
                        }
                        cmdStr += `${key}=${escapeProperty(val)}`;
                    }
                }
            }
        }
        cmdStr += `${CMD_STRING}${escapeData(this.message)}`;
        return cmdStr;
    }
}
function escapeData(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A');
}
function escapeProperty(s) {
    return utils_toCommandValue(s)
        .replace(/%/g, '%25')
        .replace(/\r/g, '%0D')
        .replace(/\n/g, '%0A')
        .replace(/:/g, '%3A')
        .replace(/,/g, '%2C');
}
//# sourceMappingURL=command.js.map
;// CONCATENATED MODULE: external "crypto"
const external_crypto_namespaceObject = process.getBuiltinModule("crypto");
;// CONCATENATED MODULE: external "fs"
const external_fs_namespaceObject = process.getBuiltinModule("fs");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/file-command.js
// For internal use, subject to change.
// We use any as a valid input type
/* eslint-disable @typescript-eslint/no-explicit-any */




function file_command_issueFileCommand(command, message) {
    const filePath = process.env[`GITHUB_${command}`];
    if (!filePath) {
        throw new Error(`Unable to find environment variable for file command ${command}`);
    }
    if (!external_fs_namespaceObject.existsSync(filePath)) {
        throw new Error(`Missing file at path: ${filePath}`);
    }
    external_fs_namespaceObject.appendFileSync(filePath, `${utils_toCommandValue(message)}${external_os_namespaceObject.EOL}`, {
        encoding: 'utf8'
    });
}
function file_command_prepareKeyValueMessage(key, value) {
    const delimiter = `ghadelimiter_${external_crypto_namespaceObject.randomUUID()}`;
    const convertedValue = utils_toCommandValue(value);
    // These should realistically never happen, but just in case someone finds a
    // way to exploit uuid generation let's not allow keys or values that contain
    // the delimiter.
    if (key.includes(delimiter)) {
        throw new Error(`Unexpected input: name should not contain the delimiter "${delimiter}"`);
    }
    if (convertedValue.includes(delimiter)) {
        throw new Error(`Unexpected input: value should not contain the delimiter "${delimiter}"`);
    }
    return `${key}<<${delimiter}${external_os_namespaceObject.EOL}${convertedValue}${external_os_namespaceObject.EOL}${delimiter}`;
}
//# sourceMappingURL=file-command.js.map
;// CONCATENATED MODULE: external "path"
const external_path_namespaceObject = process.getBuiltinModule("path");
;// CONCATENATED MODULE: ./node_modules/@actions/core/lib/core.js
var __awaiter = (undefined && undefined.__awaiter) || function (thisArg, _arguments, P, generator) {
    function adopt(value) { return value instanceof P ? value : new P(function (resolve) { resolve(value); }); }
    return new (P || (P = Promise))(function (resolve, reject) {
        function fulfilled(value) { try { step(generator.next(value)); } catch (e) { reject(e); } }
        function rejected(value) { try { step(generator["throw"](value)); } catch (e) { reject(e); } }
        function step(result) { result.done ? resolve(result.value) : adopt(result.value).then(fulfilled, rejected); }
        step((generator = generator.apply(thisArg, _arguments || [])).next());
    });
};






/**
 * The code to exit an action
 */
var ExitCode;
(function (ExitCode) {
    /**
     * A code indicating that the action was successful
     */
    ExitCode[ExitCode["Success"] = 0] = "Success";
    /**
     * A code indicating that the action was a failure
     */
    ExitCode[ExitCode["Failure"] = 1] = "Failure";
})(ExitCode || (ExitCode = {}));
//-----------------------------------------------------------------------
// Variables
//-----------------------------------------------------------------------
/**
 * Sets env variable for this action and future actions in the job
 * @param name the name of the variable to set
 * @param val the value of the variable. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function exportVariable(name, val) {
    const convertedVal = toCommandValue(val);
    process.env[name] = convertedVal;
    const filePath = process.env['GITHUB_ENV'] || '';
    if (filePath) {
        return issueFileCommand('ENV', prepareKeyValueMessage(name, val));
    }
    issueCommand('set-env', { name }, convertedVal);
}
/**
 * Registers a secret which will get masked from logs
 *
 * @param secret - Value of the secret to be masked
 * @remarks
 * This function instructs the Actions runner to mask the specified value in any
 * logs produced during the workflow run. Once registered, the secret value will
 * be replaced with asterisks (***) whenever it appears in console output, logs,
 * or error messages.
 *
 * This is useful for protecting sensitive information such as:
 * - API keys
 * - Access tokens
 * - Authentication credentials
 * - URL parameters containing signatures (SAS tokens)
 *
 * Note that masking only affects future logs; any previous appearances of the
 * secret in logs before calling this function will remain unmasked.
 *
 * @example
 * ```typescript
 * // Register an API token as a secret
 * const apiToken = "abc123xyz456";
 * setSecret(apiToken);
 *
 * // Now any logs containing this value will show *** instead
 * console.log(`Using token: ${apiToken}`); // Outputs: "Using token: ***"
 * ```
 */
function setSecret(secret) {
    issueCommand('add-mask', {}, secret);
}
/**
 * Prepends inputPath to the PATH (for this action and future actions)
 * @param inputPath
 */
function addPath(inputPath) {
    const filePath = process.env['GITHUB_PATH'] || '';
    if (filePath) {
        issueFileCommand('PATH', inputPath);
    }
    else {
        issueCommand('add-path', {}, inputPath);
    }
    process.env['PATH'] = `${inputPath}${path.delimiter}${process.env['PATH']}`;
}
/**
 * Gets the value of an input.
 * Unless trimWhitespace is set to false in InputOptions, the value is also trimmed.
 * Returns an empty string if the value is not defined.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string
 */
function getInput(name, options) {
    const val = process.env[`INPUT_${name.replace(/ /g, '_').toUpperCase()}`] || '';
    if (options && options.required && !val) {
        throw new Error(`Input required and not supplied: ${name}`);
    }
    if (options && options.trimWhitespace === false) {
        return val;
    }
    return val.trim();
}
/**
 * Gets the values of an multiline input.  Each value is also trimmed.
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   string[]
 *
 */
function getMultilineInput(name, options) {
    const inputs = getInput(name, options)
        .split('\n')
        .filter(x => x !== '');
    if (options && options.trimWhitespace === false) {
        return inputs;
    }
    return inputs.map(input => input.trim());
}
/**
 * Gets the input value of the boolean type in the YAML 1.2 "core schema" specification.
 * Support boolean input list: `true | True | TRUE | false | False | FALSE` .
 * The return value is also in boolean type.
 * ref: https://yaml.org/spec/1.2/spec.html#id2804923
 *
 * @param     name     name of the input to get
 * @param     options  optional. See InputOptions.
 * @returns   boolean
 */
function getBooleanInput(name, options) {
    const trueValue = ['true', 'True', 'TRUE'];
    const falseValue = ['false', 'False', 'FALSE'];
    const val = getInput(name, options);
    if (trueValue.includes(val))
        return true;
    if (falseValue.includes(val))
        return false;
    throw new TypeError(`Input does not meet YAML 1.2 "Core Schema" specification: ${name}\n` +
        `Support boolean input list: \`true | True | TRUE | false | False | FALSE\``);
}
/**
 * Sets the value of an output.
 *
 * @param     name     name of the output to set
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function setOutput(name, value) {
    const filePath = process.env['GITHUB_OUTPUT'] || '';
    if (filePath) {
        return file_command_issueFileCommand('OUTPUT', file_command_prepareKeyValueMessage(name, value));
    }
    process.stdout.write(external_os_namespaceObject.EOL);
    command_issueCommand('set-output', { name }, utils_toCommandValue(value));
}
/**
 * Enables or disables the echoing of commands into stdout for the rest of the step.
 * Echoing is disabled by default if ACTIONS_STEP_DEBUG is not set.
 *
 */
function setCommandEcho(enabled) {
    issue('echo', enabled ? 'on' : 'off');
}
//-----------------------------------------------------------------------
// Results
//-----------------------------------------------------------------------
/**
 * Sets the action status to failed.
 * When the action exits it will be with an exit code of 1
 * @param message add error issue message
 */
function setFailed(message) {
    process.exitCode = ExitCode.Failure;
    error(message);
}
//-----------------------------------------------------------------------
// Logging Commands
//-----------------------------------------------------------------------
/**
 * Gets whether Actions Step Debug is on or not
 */
function isDebug() {
    return process.env['RUNNER_DEBUG'] === '1';
}
/**
 * Writes debug message to user log
 * @param message debug message
 */
function debug(message) {
    issueCommand('debug', {}, message);
}
/**
 * Adds an error issue
 * @param message error issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function error(message, properties = {}) {
    command_issueCommand('error', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a warning issue
 * @param message warning issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function warning(message, properties = {}) {
    command_issueCommand('warning', utils_toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Adds a notice issue
 * @param message notice issue message. Errors will be converted to string via toString()
 * @param properties optional properties to add to the annotation.
 */
function notice(message, properties = {}) {
    issueCommand('notice', toCommandProperties(properties), message instanceof Error ? message.toString() : message);
}
/**
 * Writes info to log with console.log.
 * @param message info message
 */
function info(message) {
    process.stdout.write(message + external_os_namespaceObject.EOL);
}
/**
 * Begin an output group.
 *
 * Output until the next `groupEnd` will be foldable in this group
 *
 * @param name The name of the output group
 */
function startGroup(name) {
    issue('group', name);
}
/**
 * End an output group.
 */
function endGroup() {
    issue('endgroup');
}
/**
 * Wrap an asynchronous function call in a group.
 *
 * Returns the same type as the function itself.
 *
 * @param name The name of the group
 * @param fn The function to wrap in the group
 */
function group(name, fn) {
    return __awaiter(this, void 0, void 0, function* () {
        startGroup(name);
        let result;
        try {
            result = yield fn();
        }
        finally {
            endGroup();
        }
        return result;
    });
}
//-----------------------------------------------------------------------
// Wrapper action state
//-----------------------------------------------------------------------
/**
 * Saves state for current action, the state can only be retrieved by this action's post job execution.
 *
 * @param     name     name of the state to store
 * @param     value    value to store. Non-string values will be converted to a string via JSON.stringify
 */
// eslint-disable-next-line @typescript-eslint/no-explicit-any
function saveState(name, value) {
    const filePath = process.env['GITHUB_STATE'] || '';
    if (filePath) {
        return file_command_issueFileCommand('STATE', file_command_prepareKeyValueMessage(name, value));
    }
    command_issueCommand('save-state', { name }, utils_toCommandValue(value));
}
/**
 * Gets the value of an state set by this action's main execution.
 *
 * @param     name     name of the state to get
 * @returns   string
 */
function getState(name) {
    return process.env[`STATE_${name}`] || '';
}
function getIDToken(aud) {
    return __awaiter(this, void 0, void 0, function* () {
        return yield OidcClient.getIDToken(aud);
    });
}
/**
 * Summary exports
 */

/**
 * @deprecated use core.summary
 */

/**
 * Path exports
 */

/**
 * Platform utilities exports
 */

//# sourceMappingURL=core.js.map
// EXTERNAL MODULE: ../../node_modules/yaml/dist/index.js
var dist = __nccwpck_require__(3483);
;// CONCATENATED MODULE: ./emulator/steering/count.js
const COUNT = /^(>=|<=|>|<|=)?\s*(\d{1,9})$/;
const COUNT_FORM = 'a number, optionally preceded by >=, <=, > or <';
function countOf(text) {
    const [, operator = '=', number = '0'] = COUNT.exec(text.trim()) ?? [];
    return { operator: operator, number: Number(number) };
}
function isMet({ operator, number }, found) {
    switch (operator) {
        case '=':
            return found === number;
        case '>=':
            return found >= number;
        case '<=':
            return found <= number;
        case '>':
            return found > number;
        case '<':
            return found < number;
    }
}
function showCount({ operator, number }) {
    return operator === '=' ? String(number) : `${operator} ${number}`;
}

;// CONCATENATED MODULE: ./emulator/apig/environment-form.js
const EDITION = 'Professional';
const ALIAS = 'default';
function gatewayInfo({ id, name }) {
    return { gatewayId: id, name, gatewayEdition: EDITION };
}
function subDomainForms({ subDomains }) {
    return subDomains.map(({ domainId, name, networkType }) => ({
        domainId,
        name,
        networkType,
        protocol: 'HTTP'
    }));
}
/** An environment as embedded in routes and APIs. */
function environmentInfo(gateway) {
    const { environment } = gateway;
    return {
        environmentId: environment.id,
        name: environment.name,
        alias: ALIAS,
        gatewayInfo: gatewayInfo(gateway),
        subDomains: subDomainForms(environment)
    };
}
function domainInfo({ id, name }) {
    return { domainId: id, name, protocol: 'HTTP' };
}

;// CONCATENATED MODULE: ./emulator/cloud/cloud-error.js
/** An error that the cloud returns: HTTP status, code and message as on the product's error page. */
class CloudError extends Error {
    name = 'CloudError';
    status;
    code;
    /** Set on a RAM denial. */
    accessDeniedDetail;
    /** Set when throttled: the `x-acs-retry-after` header. */
    retryAfterMs;
    /** The spelling of its fields: `Code` for the front door and CloudAPI, `code` for Cloud-native API Gateway itself. */
    form;
    constructor(status, code, message, details = {}) {
        super(message);
        this.status = status;
        this.code = code;
        this.accessDeniedDetail = details.accessDeniedDetail;
        this.retryAfterMs = details.retryAfterMs;
        this.form = details.form ?? 'upper';
    }
}
/** `NotFoundBackend` and similar errors are a 400 in this product, not a 404. */
function notFound(what) {
    return new CloudError(400, `NotFound${what}`, `Cannot find resource according to your specified ${what}.`);
}
function missing(what) {
    return new CloudError(400, `Missing${what}`, `The ${what} is mandatory for this action.`);
}
function invalid(what, why = '') {
    const message = `The specified parameter ${what} value is not valid.`;
    return new CloudError(400, `Invalid${what}`, why === '' ? message : `${message} ${why}`);
}
/** The body of an error response, in the front door's format or that of a ROA-style product. */
function errorBody(error, requestId, hostId) {
    if (error.form === 'lower') {
        const { code, message, accessDeniedDetail } = error;
        return { requestId, code, message, ...(accessDeniedDetail === undefined ? {} : { accessDeniedDetail }) };
    }
    return {
        RequestId: requestId,
        HostId: hostId,
        Code: error.code,
        Message: error.message,
        Recommend: `https://api.aliyun.com/troubleshoot?q=${encodeURIComponent(error.code.toWellFormed())}&product=CloudAPI&requestId=${requestId}`,
        ...(error.accessDeniedDetail === undefined ? {} : { AccessDeniedDetail: error.accessDeniedDetail })
    };
}

;// CONCATENATED MODULE: ./emulator/cloud/operation.js

/** An optional parameter; the empty string counts as not set. */
function optional(params, name) {
    return params[name] === '' ? undefined : params[name];
}
function required(params, name) {
    const value = optional(params, name);
    if (value === undefined)
        throw missing(name);
    return value;
}
/** Finds a backend of the caller's account. Backends of other accounts do not exist for the caller. */
function findBackend({ state, caller }, backendId) {
    const backend = state.backends.get(backendId);
    if (backend?.accountId !== caller.accountId)
        throw notFound('Backend');
    return backend;
}
/** Finds the backend of a model in the caller's account. */
function findBackendOfModel({ state, caller }, modelId) {
    return [...state.backends.values()].find(({ accountId, models }) => accountId === caller.accountId && [...models.values()].some(model => model.id === modelId));
}
const allResources = () => '*';
/** The product's only ARN; it has no stage component. */
function backendResource(call) {
    const modelId = optional(call.params, 'BackendModelId');
    const backendId = optional(call.params, 'BackendId') ??
        (modelId === undefined ? undefined : findBackendOfModel(call, modelId)?.id);
    return `acs:apigateway:${call.state.seed.region}:${call.caller.accountId}:backend/${backendId ?? '*'}`;
}
/** One page of a list. Pages start at 1 and have 10 items by default, at most the seed's limit. */
function page(params, all, { pageSizeLimit, pageSizeOver }) {
    const number = wholeNumber(params, 'PageNumber', 1, Number.MAX_SAFE_INTEGER);
    const max = pageSizeOver === 'cut' ? Number.MAX_SAFE_INTEGER : pageSizeLimit;
    const size = Math.min(wholeNumber(params, 'PageSize', Math.min(10, pageSizeLimit), max), pageSizeLimit);
    return {
        items: all.slice((number - 1) * size, number * size),
        fields: { PageNumber: number, PageSize: size, TotalCount: all.length }
    };
}
function wholeNumber(params, name, fallback, max) {
    const text = optional(params, name);
    if (text === undefined)
        return fallback;
    const value = /^\d{1,15}$/.test(text) ? Number(text) : 0;
    if (value < 1 || value > max)
        throw invalid(name);
    return value;
}
/** `2021-12-20T03:22:03.000+0000`, the format of a model's times. */
function modelTime(ms) {
    return `${utcTime(ms).slice(0, -1)}+0000`;
}
/** `2021-12-20T03:22:03Z`, the format of a backend's times in DescribeBackendList. */
function backendTime(ms) {
    return `${utcTime(ms).slice(0, 19)}Z`;
}
/** `2021-11-22T11:10:46+08:00`, the format of a backend's times in DescribeBackendInfo. */
function localTime(ms) {
    return `${utcTime(ms + 8 * 3_600_000).slice(0, 19)}+08:00`;
}
// the same few times are formatted again and again
const MAX_CACHED_TIMES = 1_000;
const times = new Map();
function utcTime(ms) {
    const known = times.get(ms);
    if (known !== undefined)
        return known;
    if (times.size >= MAX_CACHED_TIMES)
        times.clear();
    const text = new Date(ms).toISOString();
    times.set(ms, text);
    return text;
}
/** The error for a duplicate name or a second definition of an environment. */
function duplicate(what) {
    return new CloudError(400, `Duplicate${what}`, `The specified ${what} is duplicate.`);
}

;// CONCATENATED MODULE: ./emulator/cloud/json.js
function isJsonObject(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}
/** No real definition nests this deeply, and serializing one that does would fail. */
const MAX_DEPTH = 100;
function isShallow(value, levels) {
    if (typeof value !== 'object' || value === null)
        return true;
    return levels > 0 && Object.values(value).every(child => isShallow(child, levels - 1));
}

;// CONCATENATED MODULE: ./emulator/apig/refusal.js

/** The product's own errors, as far as public programs name them; `%` is replaced with the subject. */
const REFUSALS = {
    'NotFound.GatewayNotFound': [404, 'The gateway % does not exist.', '\u7f51\u5173 % \u4e0d\u5b58\u5728\u3002'],
    'NotFound.ServiceNotFound': [404, 'The service % does not exist.', '\u670d\u52a1 % \u4e0d\u5b58\u5728\u3002'],
    'NotFound.RouteNotFound': [404, 'The route % does not exist.', '\u8def\u7531 % \u4e0d\u5b58\u5728\u3002'],
    'NotFound.OperationNotFound': [404, 'The operation % does not exist.', '\u63a5\u53e3 % \u4e0d\u5b58\u5728\u3002'],
    'NotFound.EnvironmentNotFound': [404, 'The environment % does not exist.', '\u73af\u5883 % \u4e0d\u5b58\u5728\u3002'],
    'NotFound.DomainNotFound': [404, 'The domain % does not exist.', '\u57df\u540d % \u4e0d\u5b58\u5728\u3002'],
    'DatabaseError.RecordNotFound': [404, 'The record % is not found.', '\u672a\u627e\u5230\u8bb0\u5f55 %\u3002'],
    InvalidParameter: [400, 'The specified parameter % is invalid.', '\u53c2\u6570 % \u4e0d\u5408\u6cd5\u3002'],
    'InvalidParameter.IsEmpty': [400, 'The parameter % must not be empty.', '\u53c2\u6570 % \u4e0d\u80fd\u4e3a\u7a7a\u3002'],
    'Conflict.LockFailed': [409, 'Failed to acquire the lock of %.', '\u83b7\u53d6 % \u7684\u9501\u5931\u8d25\u3002'],
    'Conflict.ServiceExisted': [409, 'The service % already exists.', '\u670d\u52a1 % \u5df2\u5b58\u5728\u3002'],
    'Conflict.RouteExisted': [409, 'The route % already exists.', '\u8def\u7531 % \u5df2\u5b58\u5728\u3002'],
    'Conflict.ServiceInUse': [409, 'The service % is in use.', '\u670d\u52a1 % \u6b63\u5728\u4f7f\u7528\u4e2d\u3002']
};
/**
 * An error of the product itself, with lower-case fields.
 * @param about an ID or a parameter's name
 */
function refusal(doubts, code, about) {
    const [status, english, chinese] = REFUSALS[code];
    const template = doubts.messages === 'chinese' ? chinese : english;
    // a function, because an ID can contain `$&`
    const message = template.replace('%', () => about.slice(0, 200));
    return new CloudError(statusOf(doubts, code) ?? status, code, message, { form: 'lower' });
}
/** The status of errors that programs have seen with different statuses, including 200. */
function statusOf(doubts, code) {
    if (code === 'Conflict.LockFailed')
        return Number(doubts.lockFailedStatus);
    if (code === 'DatabaseError.RecordNotFound')
        return Number(doubts.notFoundStatus);
    return undefined;
}

;// CONCATENATED MODULE: ./emulator/apig/operation.js




/** Defines an operation whose RAM resource is one item, or all of a kind. */
function operation(action, kind, idName, run) {
    return {
        permission: `apig:${action}`,
        resource({ state, caller, params }) {
            const id = idName === undefined ? '*' : (params[idName] ?? '*');
            return `acs:apig:${state.seed.region}:${caller.accountId}:${kind}/${id}`;
        },
        run(call) {
            const data = run(call);
            return data === undefined ? {} : { data };
        }
    };
}
function refuse(call, code, about) {
    return refusal(call.state.seed.doubts, code, about);
}
/** Finds an item by ID. Items of other accounts do not exist for the caller. */
function owned(call, things, id, code) {
    const thing = things.get(id);
    if (thing?.accountId !== call.caller.accountId)
        throw refuse(call, code, id);
    return thing;
}
function findGateway(call, id = call.params['gatewayId'] ?? '') {
    return owned(call, call.state.apig.gateways, id, 'NotFound.GatewayNotFound');
}
function findService(call, id = call.params['serviceId'] ?? '') {
    return owned(call, call.state.apig.services, id, 'NotFound.ServiceNotFound');
}
function findHttpApi(call) {
    return owned(call, call.state.apig.httpApis, call.params['httpApiId'] ?? '', 'DatabaseError.RecordNotFound');
}
function findRoute(call, id = call.params['routeId'] ?? '') {
    const route = findHttpApi(call).routes.get(id);
    if (route === undefined)
        throw refuse(call, 'NotFound.RouteNotFound', id);
    return route;
}
function findApiOperation(call, id = call.params['operationId'] ?? '') {
    const found = findHttpApi(call).operations.get(id);
    if (found === undefined)
        throw refuse(call, 'NotFound.OperationNotFound', id);
    return found;
}
function environmentsOf({ state, caller }) {
    return ownedBy(caller.accountId, state.apig.gateways).map(({ environment }) => environment);
}
/** All items of an account, in order of creation. */
function ownedBy(accountId, things) {
    return [...things.values()].filter(thing => thing.accountId === accountId);
}
/** `{ items, pageNumber, pageSize, totalSize }` */
function pageOf(call, all, form) {
    const { pageNumber, pageSize } = call.params;
    try {
        const { items, fields } = page({ PageNumber: pageNumber, PageSize: pageSize }, all, call.state.seed.doubts);
        return {
            items: items.map(form),
            pageNumber: fields.PageNumber,
            pageSize: fields.PageSize,
            totalSize: fields.TotalCount
        };
    }
    catch (thrown) {
        if (!(thrown instanceof CloudError))
            throw thrown;
        throw refuse(call, 'InvalidParameter', thrown.code === 'InvalidPageSize' ? 'pageSize' : 'pageNumber');
    }
}
/** Whether a query parameter is empty or equals the value. */
function matchesFilter(call, name, found) {
    const expected = call.params[name] ?? '';
    return expected === '' || expected === found;
}
/** Whether a query parameter is empty or part of the value. */
function matchesPartialFilter(call, name, found) {
    return found.includes(call.params[name] ?? '');
}
/** Rejects as many writes as the doubt `lock-failures` demands. */
function refuseLocked(call, thing) {
    const { doubts } = call.state.seed;
    if (thing.lockFailures >= doubts.lockFailures)
        return;
    thing.lockFailures += 1;
    throw refuse(call, 'Conflict.LockFailed', thing.id);
}
/** With `gateway-lock`: rejects writes while a deployment of the gateway is in progress. */
function refuseWhileDeploying(call, gatewayId) {
    const { state } = call;
    if (!state.seed.doubts.gatewayLock)
        return;
    const now = state.clock.now();
    for (const api of state.apig.httpApis.values()) {
        if (api.gateway.id !== gatewayId)
            continue;
        const deployables = [api, ...api.routes.values(), ...api.operations.values()];
        if (deployables.some(({ deployment }) => deployment !== undefined && deployment.endsAt > now)) {
            throw refuse(call, 'Conflict.LockFailed', gatewayId);
        }
    }
}
/** The record of a write, for the control endpoint. */
function writeOf(call, kind, id) {
    return { at: call.state.clock.now(), kind, id, fields: call.body, by: call.caller.key.id };
}
function textOf(value) {
    return typeof value === 'string' ? value : '';
}
function objectOf(value) {
    return isJsonObject(value) ? value : {};
}
function objectsOf(value) {
    return Array.isArray(value) ? value.filter(item => isJsonObject(item)) : [];
}
function textsOf(value) {
    return Array.isArray(value) ? value.filter(item => typeof item === 'string') : [];
}

;// CONCATENATED MODULE: ./emulator/apig/gateway-operations.js


const listGateways = operation('ListGateways', 'gateway', undefined, call => {
    const gateways = ownedBy(call.caller.accountId, call.state.apig.gateways).filter(({ id, name, type }) => matchesFilter(call, 'gatewayId', id) &&
        matchesFilter(call, 'name', name) &&
        matchesFilter(call, 'gatewayType', type) &&
        matchesPartialFilter(call, 'keyword', name));
    return pageOf(call, gateways, gateway => ({
        ...gatewayForm(gateway),
        subDomainInfos: subDomainForms(gateway.environment)
    }));
});
const getGateway = operation('GetGateway', 'gateway', 'gatewayId', call => {
    const gateway = findGateway(call);
    const { id, name } = gateway.environment;
    return { ...gatewayForm(gateway), environments: [{ environmentId: id, name, alias: ALIAS }] };
});
function gatewayForm({ id, name, type, status, createdAt }) {
    return {
        gatewayId: id,
        name,
        gatewayType: type,
        gatewayEdition: EDITION,
        status,
        createTimestamp: createdAt,
        updateTimestamp: createdAt
    };
}
const listEnvironments = operation('ListEnvironments', 'environment', undefined, call => {
    const environments = environmentsOf(call).filter(({ gatewayId, name }) => {
        const { type = '', name: gatewayName = '' } = call.state.apig.gateways.get(gatewayId) ?? {};
        return (matchesFilter(call, 'gatewayId', gatewayId) &&
            matchesFilter(call, 'gatewayType', type) &&
            matchesPartialFilter(call, 'gatewayNameLike', gatewayName) &&
            matchesPartialFilter(call, 'nameLike', name) &&
            matchesPartialFilter(call, 'aliasLike', ALIAS));
    });
    return pageOf(call, environments, environment => environmentForm(call, environment));
});
const getEnvironment = operation('GetEnvironment', 'environment', 'environmentId', call => {
    const { environmentId = '' } = call.params;
    const environment = environmentsOf(call).find(({ id }) => id === environmentId);
    if (environment === undefined)
        throw refuse(call, 'NotFound.EnvironmentNotFound', environmentId);
    return environmentForm(call, environment);
});
function environmentForm({ state }, environment) {
    const gateway = state.apig.gateways.get(environment.gatewayId);
    const { id, name } = environment;
    return {
        environmentId: id,
        name,
        alias: ALIAS,
        default: true,
        description: '',
        ...(gateway === undefined ? {} : { gatewayInfo: gatewayInfo(gateway) }),
        subDomainInfos: subDomainForms(environment),
        createTimestamp: gateway?.createdAt ?? 0,
        updateTimestamp: gateway?.createdAt ?? 0
    };
}
const listDomains = operation('ListDomains', 'domain', undefined, call => {
    const domains = ownedBy(call.caller.accountId, call.state.apig.domains).filter(({ name }) => matchesPartialFilter(call, 'nameLike', name));
    return pageOf(call, domains, domain => ({
        ...domainForm(domain),
        updateTimestamp: domain.createdAt
    }));
});
const getDomain = operation('GetDomain', 'domain', 'domainId', call => {
    const { domainId = '' } = call.params;
    const domain = call.state.apig.domains.get(domainId);
    if (domain?.accountId !== call.caller.accountId)
        throw refuse(call, 'NotFound.DomainNotFound', domainId);
    // spelled this way in the SDK's model
    return { ...domainForm(domain), updatetimestamp: domain.createdAt };
});
function domainForm({ id, name, createdAt }) {
    return { domainId: id, name, protocol: 'HTTP', forceHttps: false, createTimestamp: createdAt };
}

;// CONCATENATED MODULE: ./emulator/apig/backend.js


const SINGLE = 'SingleService';
const BY_RATIO = 'MultiServiceByRatio';
/** The scenes that a backend can have. */
const SCENES = [
    SINGLE,
    BY_RATIO,
    'MultiServiceByTag',
    'MultiServiceByContent',
    'Mock',
    'Redirect',
    'AiAutoRouter',
    'SemanticRouter'
];
const MAX_SERVICES = 10;
/**
 * Validates a backend and returns its stored form.
 * @throws CloudError InvalidParameter, NotFound.ServiceNotFound
 */
function checkBackend(call, sent, gateway) {
    const { doubts } = call.state.seed;
    if (sent === undefined || sent === null)
        throw refuse(call, 'InvalidParameter.IsEmpty', 'backendConfig');
    const invalid = (about) => refuse(call, 'InvalidParameter', about);
    if (!isJsonObject(sent))
        throw invalid('backendConfig');
    // accept the name that reads return, so that a read backend can be written back
    const isSingle = sent['scene'] === SINGLE || sent['scene'] === doubts.singleScene;
    const scene = isSingle ? SINGLE : textOf(sent['scene']);
    if (!SCENES.includes(scene))
        throw invalid('backendConfig.scene');
    const items = sent['services'] ?? [];
    if (!Array.isArray(items) || items.length > MAX_SERVICES || !items.every(item => isJsonObject(item))) {
        throw invalid('backendConfig.services');
    }
    const services = objectsOf(items);
    for (const [index, service] of services.entries()) {
        const id = textOf(service['serviceId']);
        const found = call.state.apig.services.get(id);
        if (found?.gatewayId !== gateway.id)
            throw refuse(call, 'NotFound.ServiceNotFound', id);
        const at = `backendConfig.services[${index}]`;
        if (!isWhole(service['port'], 1, 65_535))
            throw invalid(`${at}.port`);
        if (!isWhole(service['weight'], 0, 100))
            throw invalid(`${at}.weight`);
    }
    if (isSingle && services.length !== 1)
        throw invalid('backendConfig.services');
    if (scene === BY_RATIO) {
        if (services.length === 0)
            throw invalid('backendConfig.services');
        const sum = services.reduce((total, { weight }) => total + Number(weight ?? 0), 0);
        if (doubts.weightSum === 'check' && sum !== 100)
            throw invalid('backendConfig.services.weight');
    }
    return { ...sent, scene, services };
}
function isWhole(value, min, max) {
    if (value === undefined || value === null)
        return true;
    return typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max;
}
/** A backend as returned by reads. */
function backendForm(call, backend) {
    const { doubts } = call.state.seed;
    const isSingle = backend['scene'] === SINGLE;
    const services = objectsOf(backend['services']).map(sent => {
        const { weight, ...service } = sent;
        const { name = '' } = call.state.apig.services.get(textOf(sent['serviceId'])) ?? {};
        const shown = isSingle && doubts.singleWeight === 'shown' ? 100 : weight;
        const isShown = shown !== undefined && (!isSingle || doubts.singleWeight === 'shown');
        return { protocol: 'HTTP', ...service, name, ...(isShown ? { weight: shown } : {}) };
    });
    return {
        ...backend,
        ...(isSingle ? { scene: doubts.singleScene } : {}),
        services: doubts.serviceOrder === 'reversed' ? services.toReversed() : services
    };
}
/** A backend without insignificant fields (names, the protocol HTTP, the weight of a single service), for comparisons. */
function plainBackend(backend) {
    const isSingle = backend['scene'] === SINGLE;
    return {
        ...backend,
        services: objectsOf(backend['services']).map(({ name: _name, protocol, weight, ...service }) => ({
            ...service,
            ...(protocol === undefined || protocol === 'HTTP' ? {} : { protocol }),
            ...(weight === undefined || isSingle ? {} : { weight })
        }))
    };
}
/** The IDs of the services that a backend uses. */
function serviceIdsOf(backend) {
    return backend === null ? [] : objectsOf(backend['services']).map(service => textOf(service['serviceId']));
}

;// CONCATENATED MODULE: ./emulator/history.js
const HISTORY = { maxItems: 10_000, maxBytes: 32 * 1024 * 1024 };
/** The newest items, oldest first. The oldest are dropped when the number or the total size exceeds the limits. */
class History {
    /** Always the same array. */
    items = [];
    #limits;
    #sizes = [];
    #bytes = 0;
    #dropped = 0;
    constructor(limits = HISTORY) {
        this.#limits = limits;
    }
    /** Number of items that were dropped. */
    get dropped() {
        return this.#dropped;
    }
    /** The newest item is always kept, whatever its size. */
    add(item, bytes) {
        this.items.push(item);
        this.#sizes.push(bytes);
        this.#bytes += bytes;
        const { maxItems, maxBytes } = this.#limits;
        let count = 0;
        while (this.items.length - count > 1 &&
            (this.items.length - count > maxItems || this.#bytes > maxBytes)) {
            this.#bytes -= this.#sizes[count] ?? 0;
            count++;
        }
        if (count === 0)
            return;
        this.items.splice(0, count);
        this.#sizes.splice(0, count);
        this.#dropped += count;
    }
}
/** Approximate memory use of texts. */
function sizeOf(texts) {
    let size = 1000;
    for (const text of texts)
        if (text !== undefined)
            size += text.length;
    return size;
}

;// CONCATENATED MODULE: ./emulator/cloud/vpc.js
/**
 * Resolves a VpcConfig by the ID or the name of a VPC access, or by the instance itself.
 * https://help.aliyun.com/document_detail/51623.html
 */
function findVpcAccess(vpc, config) {
    const accessId = vpc_textOf(config['VpcAccessId']);
    if (accessId !== '')
        return vpc.find(access => access.accessId === accessId);
    const [vpcId, instanceId] = [vpc_textOf(config['VpcId']), vpc_textOf(config['InstanceId'])];
    if (vpcId !== '' && instanceId !== '') {
        const port = Number(config['Port']);
        return vpc.find(access => access.vpcId === vpcId && access.instanceId === instanceId && access.port === port);
    }
    const name = vpc_textOf(config['Name']);
    return name === '' ? undefined : vpc.find(access => access.name === name);
}
/** How a definition refers to its target, for a message. */
function namedBy(config) {
    const { VpcAccessId, VpcId, InstanceId, Port, Name } = config;
    const instance = [VpcId, InstanceId, Port].map(value => vpc_textOf(value) || String(Number(value ?? 0)));
    return vpc_textOf(VpcAccessId) || (vpc_textOf(VpcId) === '' ? vpc_textOf(Name) : instance.join(':'));
}
function vpc_textOf(value) {
    return typeof value === 'string' ? value : '';
}

;// CONCATENATED MODULE: ./emulator/cloud/definition.js



/** The keys of an `EdasConfig`, in writes and reads. */
const EDAS_KEYS = [
    'EdasAppId',
    'MicroserviceNamespace',
    'MicroserviceNamespaceId',
    'MicroserviceNamespaceName',
    'MseInstanceId',
    'RegistryType',
    'ServiceName'
];
const texts = (...keys) => Object.fromEntries(keys.map(key => [key, 'text']));
/** Every key that a page, the SDK or Terraform knows. */
const SHAPE = {
    Type: 'text',
    ServiceAddress: 'text',
    HttpTargetHostName: 'text',
    ServiceTimeout: 'count',
    VpcConfig: {
        ...texts('VpcAccessId', 'VpcId', 'InstanceId', 'Name', 'VpcScheme', 'VpcTargetHostName'),
        ...texts('ServiceHttpMethod', 'ServicePath'),
        Port: 'count'
    },
    FunctionComputeConfig: {
        ...texts('FcRegionId', 'FcType', 'ServiceName', 'FunctionName', 'RoleArn', 'Qualifier', 'FcVersion', 'Path'),
        ...texts('FcBaseUrl', 'Method', 'ContentTypeCatagory', 'ContentTypeValue', 'TriggerName'),
        OnlyBusinessPath: 'flag'
    },
    OssConfig: texts('OssRegionId', 'BucketName', 'Key', 'Action'),
    MockConfig: { MockResult: 'text', MockStatusCode: 'count', MockHeaders: 'headers' },
    EventBridgeConfig: texts('EventBridgeRegionId', 'EventBus', 'EventSource', 'RoleArn'),
    DiscoveryConfig: {
        RcType: 'text',
        NacosConfig: {
            ...texts('ServerAddress', 'Namespace', 'GroupName', 'ServiceName', 'Clusters', 'AuthType'),
            ...texts('UserName', 'Password', 'AccessKey', 'SecretKey')
        },
        ZookeeperConfig: texts('ConnectString', 'Namespace', 'ServiceName')
    },
    EdasConfig: texts(...EDAS_KEYS)
};
/** Keys that are valid for every type. */
const COMMON = ['Type', 'ServiceTimeout'];
/** The keys of each type, and groups of keys of which one must be complete. Other types are not checked. */
const TYPES = {
    HTTP: { keys: ['ServiceAddress', 'HttpTargetHostName'], needs: [['ServiceAddress']] },
    VPC: {
        keys: ['VpcConfig'],
        needs: [
            ['VpcConfig.VpcAccessId'],
            ['VpcConfig.VpcId', 'VpcConfig.InstanceId', 'VpcConfig.Port'],
            ['VpcConfig.Name']
        ]
    },
    FC_EVENT: functions(['FunctionComputeConfig.FunctionName']),
    FC_EVENT_V3: functions(['FunctionComputeConfig.FunctionName']),
    FC_HTTP: functions(['FunctionComputeConfig.FunctionName'], ['FunctionComputeConfig.FcBaseUrl']),
    FC_HTTP_V3: functions(['FunctionComputeConfig.FunctionName'], ['FunctionComputeConfig.FcBaseUrl']),
    OSS: { keys: ['OssConfig'], needs: [['OssConfig.BucketName']] },
    MOCK: { keys: ['MockConfig'], needs: [['MockConfig']] },
    EVENTBRIDGE: { keys: ['EventBridgeConfig'], needs: [['EventBridgeConfig.EventBus']] }
};
function functions(...needs) {
    return { keys: ['FunctionComputeConfig'], needs };
}
/** The definition that the service stores for a request, according to the seed's doubts. */
function storedForm(sent, live, doubts) {
    const written = doubts.merge ? overlay(live, sent) : sent;
    return overlay(doubts.defaults, normalized(written, doubts));
}
/**
 * Rejects definitions that are invalid for the type, according to the seed's strict rules.
 * @throws CloudError 400 InvalidBackendModelData, NotFoundVpc
 */
function checkDefinition(type, definition, { strict, doubts, vpc }) {
    const refuse = (rule, why) => {
        if (why !== undefined && strict.includes(rule))
            throw invalid('BackendModelData', why);
    };
    refuse('data-types', wrongKind(definition, SHAPE, ''));
    if (doubts.unknownKeys === 'refuse') {
        const unknown = unknownKey(definition, SHAPE, '');
        if (unknown !== undefined)
            throw invalid('BackendModelData', `${unknown} is not a known key.`);
    }
    const own = Object.hasOwn(TYPES, type) ? TYPES[type] : undefined;
    if (own === undefined)
        return;
    const foreign = Object.entries(definition).find(([key, value]) => Object.hasOwn(SHAPE, key) && ![...COMMON, ...own.keys].includes(key) && !isUnused(value));
    refuse('foreign-keys', foreign && `${foreign[0]} does not belong to a backend of the type ${type}.`);
    const filled = own.needs.some(group => group.every(path => !isUnused(valueAt(definition, path))));
    refuse('required-keys', filled ? undefined : `${own.needs.map(listed).join(', or ')} is missing.`);
    const address = definition['ServiceAddress'];
    if (type === 'HTTP' && typeof address === 'string' && !isAddress(address)) {
        refuse('data-types', 'ServiceAddress is not an http or https URL.');
    }
    const config = definition['VpcConfig'];
    if (type !== 'VPC' || !strict.includes('vpc-access') || !isJsonObject(config))
        return;
    if (findVpcAccess(vpc, config) === undefined) {
        throw new CloudError(400, 'NotFoundVpc', 'Cannot find resource according to your specified Vpc.');
    }
}
/** An http or https URL; its host can be an API variable, such as `http://#host#:8080`. */
function isAddress(text) {
    return /^https?:\/\/(?:[^/?#]|#[a-z_][\w.-]*#)/i.test(text);
}
/** The limit for the description of an API (ModifyApi); no page documents one for backends. */
const MAX_DESCRIPTION_LENGTH = 180;
/** @throws CloudError 400 InvalidDescription */
function checkDescription(description, { strict }) {
    if (!strict.includes('description-length'))
        return;
    if ((description?.length ?? 0) > MAX_DESCRIPTION_LENGTH)
        throw invalid('Description');
}
/** Whether a value is unset in the read form: "", 0, false, and empty lists and objects. */
function isUnused(value) {
    if (isJsonObject(value))
        return Object.values(value).every(isUnused);
    return Array.isArray(value) ? value.length === 0 : !value;
}
/** Merges `top` into `base`, recursively. */
function overlay(base, top) {
    const result = { ...base };
    for (const [key, value] of Object.entries(top)) {
        const below = Object.hasOwn(base, key) ? base[key] : undefined;
        setOwn(result, key, isJsonObject(below) && isJsonObject(value) ? overlay(below, value) : value);
    }
    return result;
}
/** Sets an own property, so that "__proto__" is a key like any other. */
function setOwn(target, key, value) {
    if (key !== '__proto__')
        target[key] = value;
    else
        Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}
function normalized(definition, { normalize }) {
    if (normalize.length === 0)
        return definition;
    const rewrite = (value, key) => {
        if (Array.isArray(value))
            return value.map((item) => rewrite(item, '') ?? null);
        if (isJsonObject(value)) {
            const result = {};
            for (const [name, child] of Object.entries(value))
                setOwn(result, name, rewrite(child, name));
            return result;
        }
        if (typeof value === 'number')
            return normalize.includes('numbers') ? String(value) : value;
        if (typeof value !== 'string')
            return value;
        const text = normalize.includes('spaces') ? value.trim() : value;
        return key === 'ServiceAddress' && normalize.includes('addresses') ? canonicalAddress(text) : text;
    };
    return rewrite(definition, '');
}
/** Lower-case scheme and host, without the scheme's default port and a trailing slash. */
function canonicalAddress(address) {
    return URL.parse(address)?.href.replace(/\/$/, '') ?? address;
}
function wrongKind(value, kind, path) {
    // null is allowed for every type; its meaning is not documented
    if (value === null || value === undefined)
        return undefined;
    switch (kind) {
        case 'text':
            return typeof value === 'string' ? undefined : `${path} is not a string.`;
        case 'count':
            return /^\d*$/.test(typeof value === 'object' ? '-' : String(value))
                ? undefined
                : `${path} is not a whole number.`;
        case 'flag':
            return typeof value === 'boolean' ? undefined : `${path} is not a Boolean.`;
        case 'headers':
            if (!Array.isArray(value))
                return `${path} is not a list.`;
            return value
                .map((item, index) => wrongKind(item, texts('HeaderName', 'HeaderValue'), `${path}[${index}]`))
                .find(problem => problem !== undefined);
        default:
            if (!isJsonObject(value))
                return `${path} is not an object.`;
            return Object.entries(value)
                .map(([key, child]) => {
                const known = Object.hasOwn(kind, key) ? kind[key] : undefined;
                return known && wrongKind(child, known, path === '' ? key : `${path}.${key}`);
            })
                .find(problem => problem !== undefined);
    }
}
function unknownKey(value, shape, path) {
    for (const [key, child] of Object.entries(value)) {
        const at = path === '' ? key : `${path}.${key}`;
        const kind = Object.hasOwn(shape, key) ? shape[key] : undefined;
        if (kind === undefined)
            return at;
        const below = typeof kind === 'object' && isJsonObject(child) ? unknownKey(child, kind, at) : undefined;
        if (below !== undefined)
            return below;
    }
    return undefined;
}
function valueAt(definition, path) {
    let value = definition;
    for (const key of path.split('.'))
        value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
    return value;
}
function listed(group) {
    return group.join(' with ');
}

;// CONCATENATED MODULE: ./emulator/apig/state.js

/** The initial state described by the seed. */
function newApigState(seed, now) {
    const gateways = new Map(seed.gateways.map(gateway => [gateway.id, newGateway(gateway, now)]));
    const domains = new Map(seed.domains.map(({ id, account, name }) => [id, { id, accountId: account, name, createdAt: now }]));
    const services = new Map(seed.services.map(service => [service.id, newService(service, gateways, now)]));
    const httpApis = new Map();
    for (const api of seed.httpApis) {
        const gateway = gateways.get(api.gateway);
        if (gateway !== undefined)
            httpApis.set(api.id, newHttpApi(api, gateway, now));
    }
    return { gateways, domains, services, httpApis, writes: new History() };
}
function newGateway({ id, account, name, type, status, environment }, now) {
    return { id, accountId: account, name, type, status, environment, createdAt: now };
}
function newService(seed, gateways, now) {
    return {
        id: seed.id,
        accountId: gateways.get(seed.gateway)?.accountId ?? '',
        gatewayId: seed.gateway,
        name: seed.name,
        type: seed.type,
        fields: seed.fields,
        createdAt: now,
        modifiedAt: now,
        health: seed.health,
        unhealthy: new Set(seed.unhealthy),
        timeline: [{ at: -Infinity, live: seed.fields }],
        shownUntil: [],
        lockFailures: 0
    };
}
function newHttpApi(seed, gateway, now) {
    const { backend } = seed;
    const api = {
        ...newDeployable(seed.status, { backend }),
        id: seed.id,
        accountId: gateway.accountId,
        gateway,
        name: seed.name,
        type: seed.type,
        basePath: seed.basePath,
        description: seed.description,
        backend,
        domainIds: seed.domainIds,
        routes: new Map(),
        operations: new Map()
    };
    for (const route of seed.routes) {
        const { match, domainIds, live = route.backend } = route;
        api.routes.set(route.id, {
            ...newDeployable(route.status, { match, domainIds, backend: live }),
            id: route.id,
            api,
            name: route.name,
            description: route.description,
            match,
            domainIds,
            backend: route.backend,
            builtin: route.builtin,
            mcp: route.mcp,
            createdAt: now,
            modifiedAt: now,
            lockFailures: 0
        });
    }
    for (const operation of seed.operations) {
        const { id, name, method, path } = operation;
        api.operations.set(id, {
            ...newDeployable(operation.status, { backend: operation.backend }),
            id,
            name,
            method,
            path,
            backend: operation.backend,
            createdAt: now
        });
    }
    return api;
}
/** @param status undefined: nothing has been deployed */
function newDeployable(status, live) {
    const isLive = status !== undefined && status !== 'NotDeployed';
    return {
        timeline: isLive ? [{ at: -Infinity, live }] : [],
        deployment: undefined,
        isChanged: status === 'DeployedWithChanges',
        shown: status,
        lag: undefined,
        deployments: 0
    };
}
/** What is in effect at a moment. */
function liveAt(timeline, now) {
    return timeline.findLast(({ at }) => at <= now)?.live;
}

;// CONCATENATED MODULE: external "node:crypto"
const external_node_crypto_namespaceObject = process.getBuiltinModule("node:crypto");
;// CONCATENATED MODULE: ./emulator/cloud/ids.js

const randomIds = {
    id: () => (0,external_node_crypto_namespaceObject.randomUUID)().replaceAll('-', ''),
    requestId: () => (0,external_node_crypto_namespaceObject.randomUUID)().toUpperCase()
};
/** Ids that count from 1, for reproducible runs. */
function countingIds() {
    let count = 0;
    const next = () => (++count).toString(16);
    return {
        id: () => next().padStart(32, '0'),
        requestId: () => `00000000-0000-4000-8000-${next().toUpperCase().padStart(12, '0')}`
    };
}
/** A deterministic id for a text. */
function idOf(text) {
    return (0,external_node_crypto_namespaceObject.hash)('sha256', text).slice(0, 32);
}
/** A deterministic RAM ID of 18 digits, as users and roles have. */
function ramIdOf(text) {
    const digits = BigInt(`0x${(0,external_node_crypto_namespaceObject.hash)('sha256', text).slice(0, 16)}`) % 10n ** 17n;
    return `3${String(digits).padStart(17, '0')}`;
}

;// CONCATENATED MODULE: ./emulator/cloud/session-keys.js

/** Without 0, O, I and l. */
const LETTERS = '123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz';
/** The length of a real token; one byte more than a multiple of three, so that its base64 ends with `==`. */
const TOKEN_BYTES = 505;
/** @param text random, or a counter for reproducible runs; the same text yields the same credentials */
function sessionKeysOf(text) {
    const { id, secret } = { id: lettersOf(`${text}/id`, 24), secret: lettersOf(`${text}/secret`, 44) };
    return { id: `STS.N${id}`, secret, securityToken: tokenOf(text) };
}
function lettersOf(text, count) {
    return [...bytesOf(text, count)].map(byte => LETTERS[byte % LETTERS.length]).join('');
}
function tokenOf(text) {
    for (let attempt = 0;; attempt += 1) {
        const token = `CAIS${bytesOf(`${text}/token/${attempt}`, TOKEN_BYTES).toString('base64')}`;
        if (token.includes('+') && token.includes('/'))
            return token;
    }
}
function bytesOf(text, count) {
    const blocks = [];
    for (let size = 0; size < count; size += 64) {
        blocks.push((0,external_node_crypto_namespaceObject.hash)('sha512', `${text}/${size}`, 'buffer'));
    }
    return Buffer.concat(blocks).subarray(0, count);
}

;// CONCATENATED MODULE: ./emulator/cloud/state.js




/** The initial state described by the seed, which is never mutated. */
function newState(seed, clock, ids) {
    const now = clock.now();
    const backends = new Map();
    for (const { id, account, name, type, description, stages } of seed.backends) {
        const models = new Map();
        for (const stage of stages) {
            models.set(stage.name, {
                id: stage.modelId,
                stageName: stage.name,
                description: stage.description,
                definition: stage.definition,
                createdAt: now,
                modifiedAt: now,
                shownUntil: []
            });
        }
        backends.set(id, {
            id,
            accountId: account,
            name,
            type,
            description,
            createdAt: now,
            modifiedAt: now,
            models
        });
    }
    const groupNames = new Map(seed.groups.map(group => [group.id, group.name]));
    const apis = new Map();
    for (const api of seed.apis) {
        const backend = backends.get(api.backend);
        const deployments = new Map();
        for (const stageName of api.published) {
            const model = backend?.models.get(stageName);
            if (backend === undefined || model === undefined)
                continue;
            const inEffect = {
                backendId: backend.id,
                backendType: backend.type,
                stageName,
                definition: model.definition
            };
            deployments.set(stageName, [{ at: -Infinity, inEffect }]);
        }
        apis.set(api.id, {
            id: api.id,
            name: api.name,
            description: api.description,
            groupId: api.group,
            groupName: groupNames.get(api.group) ?? '',
            method: api.method,
            path: api.path,
            backendId: api.backend,
            updateFails: api.updateFails,
            deployments
        });
    }
    return {
        seed,
        clock,
        ids,
        backends,
        apis,
        tasks: new Map(),
        writes: new History(),
        repeatable: new Map(),
        sessions: new Map(),
        apig: newApigState(seed, now)
    };
}
/** More than are valid at a time: credentials expire within hours. */
const MAX_SESSIONS = 10_000;
/** Removes the oldest entries of a map until it has at most `max`. */
function evictOldest(map, max) {
    for (const key of map.keys()) {
        if (map.size <= max)
            break;
        map.delete(key);
    }
}
/** Issues temporary credentials for a role. */
function openSession(state, { account, name, arn, allow, deny }, { name: sessionName, seconds, policy }) {
    const key = {
        ...sessionKeysOf(state.ids.id()),
        name,
        disabled: false,
        expired: false,
        allow,
        deny,
        session: {
            name: sessionName,
            roleId: ramIdOf(arn),
            expiresAt: state.clock.now() + seconds * 1000,
            policy
        }
    };
    state.sessions.set(key.id, { accountId: account, key });
    evictOldest(state.sessions, MAX_SESSIONS);
    return key;
}
/** The definition that an API serves in a stage now. */
function inEffectNow(state, api, stageName) {
    const now = state.clock.now();
    return api.deployments.get(stageName)?.findLast(({ at }) => at <= now)?.inEffect;
}
/** The version that reads return now; with `late-visibility-ms`, modifications become visible after that time. */
function shownNow(state, model) {
    const now = state.clock.now();
    return model.shownUntil.find(({ until }) => until > now)?.version ?? model;
}
function publishedApis(state, backendId, stageName) {
    return [...state.apis.values()].filter(api => api.backendId === backendId && inEffectNow(state, api, stageName) !== undefined);
}
/** The ID of an environment, which is the same for every backend of an account. */
function stageModeId(accountId, stageName) {
    return idOf(`${accountId}/${stageName}`);
}

;// CONCATENATED MODULE: ./emulator/cloud/batch.js




/**
 * Starts the batch that moves the published APIs of a backend and stage to the backend's new definition, one after the
 * other. With `inEffect` undefined, the batch unpublishes them.
 */
function startBatch(state, backend, stageName, inEffect, effects) {
    const startedAt = state.clock.now();
    const pace = state.seed.batch.msPerApi;
    const rows = [];
    for (const [index, api] of publishedApis(state, backend.id, stageName).entries()) {
        const reached = effects.stuckAfter === undefined || index < effects.stuckAfter;
        const endsAt = reached ? startedAt + pace * (index + 1) : Infinity;
        const failure = failureOf(effects.failing, api.id, api.name) ?? api.updateFails;
        const deployment = failure === undefined ? { at: endsAt, inEffect } : undefined;
        // only held rows keep their deployment; for others the API has it, and the row would retain the definition for longer
        rows.push({ api, endsAt, failure, deployment: reached ? undefined : deployment });
        // in order of the writes, even if this one reaches the API after a later one
        const deployments = api.deployments.get(stageName);
        if (deployment !== undefined && deployments !== undefined) {
            deployments.push(deployment);
            pruneDeployments(deployments, startedAt);
        }
    }
    pruneTasks(state, startedAt);
    const task = { id: state.ids.id(), backendId: backend.id, stageName, startedAt, rows };
    state.tasks.set(task.id, task);
    return task;
}
/** Drops deployments that can no longer take effect: those before the current one, and held ones with a later held one. */
function pruneDeployments(deployments, now) {
    const last = deployments.findLastIndex(({ at }) => at <= now);
    if (last > 0)
        deployments.splice(0, last);
    const lastHeld = deployments.findLastIndex(({ at }) => at === Infinity);
    const first = deployments.findIndex(({ at }) => at === Infinity);
    if (first >= 0 && first < lastHeld)
        deployments.splice(first, 1);
    // the first one is in effect
    if (deployments.length > MAX_PENDING_DEPLOYMENTS)
        deployments.splice(1, deployments.length - MAX_PENDING_DEPLOYMENTS);
}
/** Limit of pending deployments per API; the newest are kept. */
const MAX_PENDING_DEPLOYMENTS = 100;
const MAX_TASKS = 1_000;
const MAX_ROWS = 100_000;
/** Running batches are kept for longer. */
const RUNNING_TASK_FACTOR = 10;
/** Drops the oldest tasks beyond the limits, completed ones first. */
function pruneTasks({ tasks }, now) {
    let rows = 0;
    for (const task of tasks.values())
        rows += task.rows.length;
    for (const [id, task] of tasks) {
        if (tasks.size <= MAX_TASKS && rows <= MAX_ROWS)
            break;
        const isUnderWay = task.rows.some(({ endsAt }) => endsAt > now);
        const isTooMuch = tasks.size > RUNNING_TASK_FACTOR * MAX_TASKS || rows > RUNNING_TASK_FACTOR * MAX_ROWS;
        if (isUnderWay && !isTooMuch)
            continue;
        tasks.delete(id);
        rows -= task.rows.length;
    }
}
/** Completes every row that is held (`stuck-batch`). */
function releaseBatches(state) {
    const now = state.clock.now();
    for (const { rows } of state.tasks.values()) {
        for (const row of rows) {
            if (row.endsAt !== Infinity)
                continue;
            row.endsAt = now;
            if (row.deployment !== undefined)
                row.deployment.at = now;
        }
    }
}
/** Stores a definition and starts its batch. All changes to a definition go through this function. */
function writeDefinition(state, backend, stageName, change, effects = {}) {
    const model = backend.models.get(stageName);
    if (model === undefined)
        throw new Error(`backend ${backend.id} has no definition in ${stageName}`);
    const now = state.clock.now();
    if (effects.keepOldValue !== true) {
        keepPreviousVersion(state, model, now);
        model.definition = overlay(effects.defaults ?? {}, change.definition);
        model.description = change.description ?? model.description;
        model.modifiedAt = now;
        backend.modifiedAt = now;
    }
    const inEffect = {
        backendId: backend.id,
        backendType: backend.type,
        stageName,
        definition: model.definition
    };
    const task = startBatch(state, backend, stageName, inEffect, effects);
    recordWrite(state, backend, {
        kind: 'modified',
        stageName,
        definition: change.definition,
        by: change.by,
        operationId: task.id
    });
    return task;
}
/** Records that a stored definition was changed. */
function recordWrite(state, backend, write) {
    state.writes.add({ at: state.clock.now(), backendId: backend.id, ...write }, sizeOf([JSON.stringify(write.definition)]));
}
/** Limit of retained versions; a version that is dropped makes the next one visible earlier. */
const MAX_PENDING_VERSIONS = 100;
/** With `late-visibility-ms`, reads keep returning the previous version for that time. */
function keepPreviousVersion(state, model, now) {
    const { lateVisibilityMs } = state.seed.doubts;
    if (lateVisibilityMs === 0)
        return;
    const { description, definition, modifiedAt } = model;
    const past = model.shownUntil.findIndex(({ until }) => until > now);
    model.shownUntil.splice(0, past < 0 ? model.shownUntil.length : past);
    if (model.shownUntil.length >= MAX_PENDING_VERSIONS)
        model.shownUntil.shift();
    model.shownUntil.push({ until: now + lateVisibilityMs, version: { description, definition, modifiedAt } });
}
/** With the doubt `lock`, a backend rejects writes while one of its batches is running. */
function refuseWhileBusy(state, backend) {
    if (!state.seed.doubts.lock)
        return;
    const now = state.clock.now();
    for (const task of state.tasks.values()) {
        if (task.backendId === backend.id && task.rows.some(row => row.endsAt > now)) {
            throw new CloudError(400, 'ConcurrencyLockTimeout', 'Acquiring the lock of the backend timed out.');
        }
    }
}
function failureOf(failing, id, name) {
    if (failing === undefined)
        return undefined;
    return failing.apis === 'all' || failing.apis.includes(id) || failing.apis.includes(name)
        ? failing.message
        : undefined;
}

;// CONCATENATED MODULE: ./emulator/apig/deployment.js


/** The status of a deployable resource as returned by reads. Does not count as a read. */
function deployment_statusOf(state, thing) {
    const { lag, shown } = thing;
    if (lag !== undefined && lag.reads > 0)
        return lag.status;
    return shown ?? trueStatus(state, thing);
}
/** Like `statusOf`, but counts as a read. */
function readStatus(state, thing) {
    const status = deployment_statusOf(state, thing);
    if (thing.lag !== undefined && thing.lag.reads > 0)
        thing.lag.reads -= 1;
    return status;
}
function trueStatus(state, thing) {
    const { deployment, isChanged, timeline } = thing;
    const now = state.clock.now();
    if (deployment !== undefined && now < deployment.endsAt)
        return underWay(state, deployment, now);
    const isLive = liveAt(timeline, now) !== undefined;
    if (isChanged)
        return isLive ? 'DeployedWithChanges' : 'NotDeployed';
    if (deployment?.failed === true)
        return 'DeployFailed';
    return isLive ? (state.seed.doubts.deployStatuses.at(-1) ?? 'Deployed') : 'NotDeployed';
}
function underWay(state, { kind, startedAt, endsAt }, now) {
    if (kind === 'undeploy')
        return 'Undeploying';
    const statuses = state.seed.doubts.deployStatuses.slice(0, -1);
    const done = endsAt === Infinity ? 0 : (now - startedAt) / (endsAt - startedAt);
    return statuses[Math.floor(done * statuses.length)] ?? 'Deploying';
}
/** Must be called before the saved state changes or a deployment starts. */
function keepStatus(state, thing) {
    const { deployStatusLag } = state.seed.doubts;
    if (deployStatusLag > 0)
        thing.lag = { status: deployment_statusOf(state, thing), reads: deployStatusLag };
    thing.shown = undefined;
}
/**
 * Starts a deployment. Nothing runs in the background: it has an end time, and the clock decides.
 * @param live the state to deploy; undefined: undeploy
 * @param isNamed whether an ID or name listed in a fault refers to this resource
 */
function startDeployment(state, thing, live, { stuckAfter, failing }, isNamed) {
    const { doubts, batch } = state.seed;
    keepStatus(state, thing);
    thing.deployments += 1;
    const startedAt = state.clock.now();
    const endsAt = stuckAfter === undefined || stuckAfter > 0 ? startedAt + (batch.deployMs ?? 0) : Infinity;
    const failed = live !== undefined &&
        ((failing !== undefined && (failing.apis === 'all' || failing.apis.some(isNamed))) ||
            doubts.deployFailure === 'always' ||
            (doubts.deployFailure === 'once' && thing.deployments === 1));
    const moves = !failed || doubts.failedDeployServes !== 'previous';
    const isOut = failed && doubts.failedDeployServes === 'nothing';
    const entry = moves ? { at: endsAt, live: isOut ? undefined : live } : undefined;
    if (entry !== undefined) {
        thing.timeline.push(entry);
        pruneDeployments(thing.timeline, startedAt);
    }
    thing.deployment = { kind: live === undefined ? 'undeploy' : 'deploy', startedAt, endsAt, failed, entry };
    thing.isChanged = false;
}
/** Completes deployments held by `stuck-batch`. */
function releaseDeployments(state) {
    const now = state.clock.now();
    const release = ({ deployment }) => {
        if (deployment?.endsAt !== Infinity)
            return;
        deployment.endsAt = now;
        if (deployment.entry !== undefined)
            deployment.entry.at = now;
    };
    for (const api of state.apig.httpApis.values()) {
        for (const thing of [api, ...api.routes.values(), ...api.operations.values()])
            release(thing);
    }
}

;// CONCATENATED MODULE: external "node:util"
const external_node_util_namespaceObject = process.getBuiltinModule("node:util");
;// CONCATENATED MODULE: ./emulator/apig/path-regex.js
/** About 50 ms. */
function newBudget() {
    return { steps: 1_000_000 };
}
const MAX_STATES = 1_000;
const MAX_NODES = 10_000;
const path_regex_MAX_DEPTH = 50;
const MAX_PATTERN_LENGTH = 1_000;
const MAX_TEXT_LENGTH = 4_096;
/** @returns undefined if the pattern is invalid or too large */
function compilePathRegex(pattern, ignoreCase = false) {
    if (pattern.length > MAX_PATTERN_LENGTH)
        return undefined;
    try {
        const program = emit(new Parser(pattern, ignoreCase).parse());
        return {
            matches: (text, budget = newBudget()) => text.length <= MAX_TEXT_LENGTH && run(program, text, budget)
        };
    }
    catch (thrown) {
        if (thrown instanceof PatternError)
            return undefined;
        throw thrown;
    }
}
class PatternError extends Error {
}
const CLASSES = {
    d: code => code >= 48 && code <= 57,
    w: code => (code >= 48 && code <= 57) || (code >= 65 && code <= 90) || (code >= 97 && code <= 122) || code === 95,
    s: code => code === 32 || (code >= 9 && code <= 13)
};
const ESCAPES = { n: '\n', r: '\r', t: '\t', f: '\f', v: '\v' };
class Parser {
    #pattern;
    #ignoreCase;
    #at = 0;
    #depth = 0;
    constructor(pattern, ignoreCase) {
        this.#pattern = pattern;
        this.#ignoreCase = ignoreCase;
    }
    parse() {
        const node = this.#alternatives();
        if (this.#at < this.#pattern.length)
            throw new PatternError();
        return node;
    }
    #alternatives() {
        const items = [this.#sequence()];
        while (this.#take('|'))
            items.push(this.#sequence());
        return { kind: 'any', items };
    }
    #sequence() {
        const items = [];
        while (this.#at < this.#pattern.length && !'|)'.includes(this.#peek()))
            items.push(this.#repeated());
        return { kind: 'all', items };
    }
    #repeated() {
        let item = this.#atom();
        for (;;) {
            const range = this.#range();
            if (range === undefined)
                return item;
            // laziness makes no difference when the whole text is matched
            this.#take('?');
            item = { kind: 'repeat', item, ...range };
        }
    }
    #range() {
        if (this.#take('*'))
            return { min: 0, max: Infinity };
        if (this.#take('+'))
            return { min: 1, max: Infinity };
        if (this.#take('?'))
            return { min: 0, max: 1 };
        const [whole, low = '', comma, high = ''] = /^\{(\d{1,4})(,)?(\d{1,4})?\}/.exec(this.#pattern.slice(this.#at, this.#at + 16)) ?? [];
        if (whole === undefined)
            return undefined;
        this.#at += whole.length;
        const min = Number(low);
        const max = high === '' ? (comma === undefined ? min : Infinity) : Number(high);
        if (max < min)
            throw new PatternError();
        return { min, max };
    }
    #atom() {
        const char = this.#next();
        switch (char) {
            case '(':
                return this.#group();
            case '[':
                return { kind: 'char', test: this.#set() };
            case '.':
                return { kind: 'char', test: code => code !== 10 };
            case '^':
                return { kind: 'start' };
            case '$':
                return { kind: 'end' };
            case '\\':
                return { kind: 'char', test: this.#escape() };
            case '*':
            case '+':
            case '?':
                throw new PatternError();
            default:
                return { kind: 'char', test: this.#folded(is(char)) };
        }
    }
    #group() {
        this.#depth += 1;
        if (this.#depth > path_regex_MAX_DEPTH)
            throw new PatternError();
        if (this.#take('?') && !this.#take(':'))
            throw new PatternError();
        const node = this.#alternatives();
        if (!this.#take(')'))
            throw new PatternError();
        this.#depth -= 1;
        return node;
    }
    #set() {
        const isNegated = this.#take('^');
        const tests = [];
        for (let isFirst = true; isFirst || this.#peek() !== ']'; isFirst = false)
            tests.push(this.#member());
        this.#at += 1;
        return code => tests.some(test => test(code)) !== isNegated;
    }
    #member() {
        const from = this.#next();
        if (from === '\\')
            return this.#escape();
        const isRange = this.#peek() === '-' && ![']', ''].includes(this.#pattern[this.#at + 1] ?? '');
        if (!isRange)
            return this.#folded(is(from));
        this.#at += 1;
        const low = from.charCodeAt(0);
        const high = this.#next().charCodeAt(0);
        if (high < low)
            throw new PatternError();
        return this.#folded(code => code >= low && code <= high);
    }
    #folded(test) {
        if (!this.#ignoreCase)
            return test;
        return code => {
            const char = String.fromCharCode(code);
            return test(code) || test(char.toLowerCase().charCodeAt(0)) || test(char.toUpperCase().charCodeAt(0));
        };
    }
    #escape() {
        const char = this.#next();
        const own = CLASSES[char];
        if (own !== undefined)
            return own;
        const opposite = /^[DWS]$/.test(char) ? CLASSES[char.toLowerCase()] : undefined;
        if (opposite !== undefined)
            return code => !opposite(code);
        if (ESCAPES[char] !== undefined)
            return is(ESCAPES[char]);
        // a back-reference or a word boundary
        if (/^\w$/.test(char))
            throw new PatternError();
        return is(char);
    }
    #peek() {
        const char = this.#pattern[this.#at];
        if (char === undefined)
            throw new PatternError();
        return char;
    }
    #next() {
        const char = this.#peek();
        this.#at += 1;
        return char;
    }
    #take(char) {
        if (this.#pattern[this.#at] !== char)
            return false;
        this.#at += 1;
        return true;
    }
}
function is(char) {
    const expected = char.charCodeAt(0);
    return code => code === expected;
}
function emit(root) {
    const program = [];
    let nodes = 0;
    const add = (instruction) => {
        if (program.push(instruction) > MAX_STATES)
            throw new PatternError();
        return instruction;
    };
    const visit = (node) => {
        nodes += 1;
        if (nodes > MAX_NODES)
            throw new PatternError();
        switch (node.kind) {
            case 'all':
                for (const item of node.items)
                    visit(item);
                return;
            case 'any':
                return alternatives(node.items);
            case 'repeat':
                return repeat(node.item, node.min, node.max);
            default:
                add(node);
        }
    };
    const alternatives = ([first, ...others]) => {
        if (first === undefined)
            return;
        if (others.length === 0)
            return visit(first);
        const split = add({ kind: 'split', a: program.length + 1, b: 0 });
        visit(first);
        const jump = add({ kind: 'jump', to: 0 });
        split.b = program.length;
        alternatives(others);
        jump.to = program.length;
    };
    const repeat = (item, min, max) => {
        const isLoop = max === Infinity && min > 0;
        for (let count = isLoop ? 1 : 0; count < min; count++)
            visit(item);
        if (isLoop) {
            const start = program.length;
            visit(item);
            const split = add({ kind: 'split', a: start, b: 0 });
            split.b = program.length;
            return;
        }
        if (max === Infinity) {
            const start = program.length;
            const split = add({ kind: 'split', a: start + 1, b: 0 });
            visit(item);
            add({ kind: 'jump', to: start });
            split.b = program.length;
            return;
        }
        const splits = [];
        for (let count = min; count < max; count++) {
            splits.push(add({ kind: 'split', a: program.length + 1, b: 0 }));
            visit(item);
        }
        for (const split of splits)
            split.b = program.length;
    };
    visit(root);
    return program;
}
function run(program, text, budget) {
    let now = [];
    const seen = new Int32Array(program.length + 1).fill(-1);
    const follow = (from, position, into) => {
        const open = [from];
        for (let at = open.pop(); at !== undefined; at = open.pop()) {
            if (seen[at] === position)
                continue;
            seen[at] = position;
            budget.steps -= 1;
            const instruction = program[at];
            if (instruction === undefined || instruction.kind === 'char')
                into.push(at);
            else if (instruction.kind === 'jump')
                open.push(instruction.to);
            else if (instruction.kind === 'split')
                open.push(instruction.b, instruction.a);
            else if (position === (instruction.kind === 'start' ? 0 : text.length))
                open.push(at + 1);
        }
    };
    follow(0, 0, now);
    for (let position = 0; position < text.length && now.length > 0 && budget.steps > 0; position++) {
        const code = text.charCodeAt(position);
        const next = [];
        for (const at of now) {
            const instruction = program[at];
            if (instruction?.kind === 'char' && instruction.test(code))
                follow(at + 1, position + 1, next);
        }
        now = next;
    }
    return budget.steps > 0 && now.includes(program.length);
}

;// CONCATENATED MODULE: ./emulator/apig/route-operations.js










const EVERY_PATH = { path: { type: 'Prefix', value: '/' } };
const listHttpApiRoutes = operation('ListHttpApiRoutes', 'httpapi', 'httpApiId', call => {
    const api = findHttpApi(call);
    const { deployStatuses = '', domainId = '', backendServiceName = '' } = call.params;
    const { services } = call.state.apig;
    const routes = [...api.routes.values()].filter(route => matchesFilter(call, 'gatewayId', api.gateway.id) &&
        matchesFilter(call, 'environmentId', api.gateway.environment.id) &&
        matchesFilter(call, 'name', route.name) &&
        matchesPartialFilter(call, 'nameLike', route.name) &&
        matchesPartialFilter(call, 'pathLike', textOf(objectOf(route.match['path'])['value'])) &&
        (domainId === '' || route.domainIds.includes(domainId)) &&
        (deployStatuses === '' || deployStatuses.includes(deployment_statusOf(call.state, route))) &&
        (backendServiceName === '' ||
            serviceIdsOf(route.backend).some(id => services.get(id)?.name === backendServiceName)));
    return pageOf(call, routes, route => routeForm(call, route));
});
const getHttpApiRoute = operation('GetHttpApiRoute', 'httpapi', 'httpApiId', call => routeForm(call, findRoute(call)));
const createHttpApiRoute = operation('CreateHttpApiRoute', 'httpapi', 'httpApiId', call => {
    const api = findHttpApi(call);
    const { state, body } = call;
    const name = textOf(body['name']);
    if (name === '')
        throw refuse(call, 'InvalidParameter.IsEmpty', 'name');
    if (api.routes.values().some(route => route.name === name))
        throw refuse(call, 'Conflict.RouteExisted', name);
    const saved = checkRoute(call, api, { description: '', match: EVERY_PATH, domainIds: [] }, body);
    const now = state.clock.now();
    const route = {
        ...newDeployable(undefined, saved),
        ...saved,
        id: `hr-${state.ids.id().slice(-20)}`,
        api,
        name,
        builtin: false,
        mcp: undefined,
        createdAt: now,
        modifiedAt: now,
        lockFailures: 0
    };
    api.routes.set(route.id, route);
    return { routeId: route.id };
});
const updateHttpApiRoute = operation('UpdateHttpApiRoute', 'httpapi', 'httpApiId', call => {
    const route = findRoute(call);
    refuseLocked(call, route);
    refuseWhileDeploying(call, route.api.gateway.id);
    applyRouteUpdate(call, route, call.state.seed.doubts.routePut);
    return undefined;
});
/** Saves the route as requested by the call's body. */
function applyRouteUpdate(call, route, put) {
    const { description, match, domainIds, backend } = route;
    const kept = put === 'merge'
        ? { description, match, domainIds, backend }
        : { description: '', match: EVERY_PATH, domainIds: [] };
    const saved = checkRoute(call, route.api, kept, call.body);
    if (call.effects.keepOldValue === true)
        route_operations_recordWrite(call.state, writeOf(call, 'route', route.id));
    else
        saveRoute(call.state, route, saved, writeOf(call, 'route', route.id));
}
const deleteHttpApiRoute = operation('DeleteHttpApiRoute', 'httpapi', 'httpApiId', call => {
    const route = findRoute(call);
    route.api.routes.delete(route.id);
    return undefined;
});
/** Validates a body and returns the route to save. */
function checkRoute(call, { gateway }, kept, sent) {
    const { state, effects } = call;
    const body = overlay(effects.defaults ?? {}, sent);
    const invalid = (about) => refuse(call, 'InvalidParameter', about);
    const environmentId = body['environmentId'] ?? '';
    if (environmentId !== '') {
        if (state.seed.doubts.environmentId === 'refuse')
            throw invalid('environmentId');
        if (environmentId !== gateway.environment.id) {
            throw refuse(call, 'NotFound.EnvironmentNotFound', textOf(environmentId));
        }
    }
    const match = body['match'] ?? kept.match;
    if (!isJsonObject(match) || !isMatch(match))
        throw invalid('match');
    const domainIds = body['domainIds'] ?? kept.domainIds;
    if (!Array.isArray(domainIds))
        throw invalid('domainIds');
    for (const id of textsOf(domainIds)) {
        if (state.apig.domains.get(id)?.accountId !== gateway.accountId) {
            throw refuse(call, 'NotFound.DomainNotFound', id);
        }
    }
    const description = body['description'] ?? kept.description;
    if (typeof description !== 'string')
        throw invalid('description');
    return {
        description,
        match,
        domainIds: textsOf(domainIds),
        backend: body['backendConfig'] === undefined && kept.backend !== undefined
            ? kept.backend
            : checkBackend(call, body['backendConfig'], gateway)
    };
}
const KINDS = ['Exact', 'Prefix', 'Regex'];
function isMatch({ path }) {
    if (path === undefined || path === null)
        return true;
    const { type, value } = objectOf(path);
    return (KINDS.includes(type) &&
        typeof value === 'string' &&
        (type !== 'Regex' || compilePathRegex(value) !== undefined));
}
/** All changes to a route go through this function. */
function saveRoute(state, route, saved, write) {
    const { doubts } = state.seed;
    const now = state.clock.now();
    keepStatus(state, route);
    Object.assign(route, saved);
    // readers that compare timestamps must notice every write
    route.modifiedAt = Math.max(now, route.modifiedAt + 1);
    const live = liveAt(route.timeline, now);
    // a deployment in progress determines what is live when the draft's status is returned
    const next = liveAt(route.timeline, Infinity);
    route.isChanged = doubts.equalDraft === 'DeployedWithChanges' || !isSame(liveOf(route), next);
    if (doubts.routeSave === 'live' && live !== undefined) {
        route.timeline.push({ at: now, live: liveOf(route) });
        route.isChanged = false;
    }
    route_operations_recordWrite(state, write);
}
function isSame(saved, live) {
    if (live === undefined)
        return false;
    const plain = ({ match, domainIds, backend }) => [
        match,
        domainIds.toSorted(),
        plainBackend(backend)
    ];
    return (0,external_node_util_namespaceObject.isDeepStrictEqual)(plain(saved), plain(live));
}
function route_operations_recordWrite(state, write) {
    state.apig.writes.add(write, sizeOf([JSON.stringify(write.fields)]));
}
/** The state that deploying a route puts in effect. */
function liveOf({ match, domainIds, backend }) {
    return { match, domainIds, backend };
}
function deployRoute(call, route) {
    const { state, effects } = call;
    startDeployment(state, route, liveOf(route), effects, name => name === route.id || name === route.name);
    touch(state, route);
}
function undeployRoute(call, route) {
    startDeployment(call.state, route, undefined, call.effects, () => false);
}
function touch(state, route) {
    if (!state.seed.doubts.deployTouchesTimestamp)
        return;
    route.modifiedAt = Math.max(state.clock.now(), route.modifiedAt + 1);
}
function routeForm(call, route) {
    const { state } = call;
    const { gateway } = route.api;
    const deployStatus = readStatus(state, route);
    return {
        routeId: route.id,
        name: route.name,
        description: route.description,
        deployStatus,
        builtin: state.seed.doubts.builtinType === 'boolean' ? route.builtin : String(route.builtin),
        match: route.match,
        backend: backendForm(call, route.backend),
        domainInfos: route.domainIds.flatMap(id => {
            const domain = state.apig.domains.get(id);
            return domain === undefined ? [] : [domainInfo(domain)];
        }),
        environmentInfo: environmentInfo(gateway),
        gatewayStatus: { [gateway.id]: deployStatus },
        ...(route.mcp === undefined ? {} : { mcpServerInfo: route.mcp }),
        createTimestamp: route.createdAt,
        updateTimestamp: route.modifiedAt
    };
}

;// CONCATENATED MODULE: ./emulator/apig/http-api-operations.js





const listHttpApis = operation('ListHttpApis', 'httpapi', undefined, call => {
    const { types = '' } = call.params;
    const apis = ownedBy(call.caller.accountId, call.state.apig.httpApis).filter(({ gateway, name, type }) => matchesFilter(call, 'gatewayId', gateway.id) &&
        matchesFilter(call, 'gatewayType', gateway.type) &&
        matchesFilter(call, 'name', name) &&
        matchesPartialFilter(call, 'keyword', name) &&
        (types === '' || types.split(',').includes(type)));
    return pageOf(call, apis, api => ({
        name: api.name,
        type: api.type,
        gatewayId: api.gateway.id,
        versionEnabled: false,
        versionedHttpApis: [httpApiForm(call, api)]
    }));
});
const getHttpApi = operation('GetHttpApi', 'httpapi', 'httpApiId', call => httpApiForm(call, findHttpApi(call)));
function httpApiForm(call, api) {
    const { gateway, type } = api;
    const common = {
        httpApiId: api.id,
        name: api.name,
        type,
        basePath: api.basePath,
        description: api.description,
        protocols: ['HTTP'],
        gatewayId: gateway.id
    };
    if (type !== 'Rest')
        return { ...common, environments: [], deployConfigs: [] };
    const { environmentId, name, alias } = environmentInfo(gateway);
    const shown = api.backend === null ? {} : backendForm(call, api.backend);
    const environment = {
        environmentId,
        name,
        alias,
        deployStatus: readStatus(call.state, api),
        backendScene: shown['scene'] ?? '',
        backendType: 'Service',
        // the port is a string here, and only here
        serviceConfigs: objectsOf(shown['services']).map(({ port, ...service }) => ({
            ...service,
            ...(typeof port === 'number' ? { port: String(port) } : {})
        })),
        gatewayInfo: gatewayInfo(gateway),
        customDomains: domainsOf(call, api),
        subDomains: subDomainForms(gateway.environment)
    };
    return {
        ...common,
        environments: [environment],
        deployConfigs: deployConfigs(call, api, api.backend)
    };
}
function domainsOf({ state }, { domainIds }) {
    return domainIds.flatMap(id => {
        const domain = state.apig.domains.get(id);
        return domain === undefined ? [] : [domainInfo(domain)];
    });
}
function deployConfigs(call, api, backend) {
    if (backend === null)
        return [];
    const { scene, services } = backendForm(call, backend);
    return [
        {
            gatewayId: api.gateway.id,
            environmentId: api.gateway.environment.id,
            backendScene: scene,
            serviceConfigs: services,
            customDomainIds: api.domainIds,
            customDomainInfos: domainsOf(call, api),
            autoDeploy: false,
            gatewayInfo: gatewayInfo(api.gateway),
            subDomains: subDomainForms(api.gateway.environment)
        }
    ];
}
const listHttpApiOperations = operation('ListHttpApiOperations', 'httpapi', 'httpApiId', call => {
    const api = findHttpApi(call);
    const operations = [...api.operations.values()].filter(({ name, method, path }) => matchesFilter(call, 'gatewayId', api.gateway.id) &&
        matchesFilter(call, 'name', name) &&
        matchesFilter(call, 'method', method) &&
        matchesPartialFilter(call, 'nameLike', name) &&
        matchesPartialFilter(call, 'pathLike', path));
    return pageOf(call, operations, found => operationForm(call, api, found));
});
const getHttpApiOperation = operation('GetHttpApiOperation', 'httpapi', 'httpApiId', call => operationForm(call, findHttpApi(call), findApiOperation(call)));
function operationForm(call, api, found) {
    return {
        operationId: found.id,
        name: found.name,
        method: found.method,
        path: found.path,
        description: '',
        status: readStatus(call.state, found),
        deployConfigs: deployConfigs(call, api, found.backend),
        createTimestamp: found.createdAt
    };
}
/** A route by `routeId`, several by `httpApiConfig`, or a Rest API by `restApiConfig`. */
const deployHttpApi = operation('DeployHttpApi', 'httpapi', 'httpApiId', call => {
    const api = findHttpApi(call);
    const { body } = call;
    const routes = routeIdsOf(body).map(id => findRoute(call, id));
    if (routes.length > 0) {
        for (const route of routes)
            refuseLocked(call, route);
        refuseWhileDeploying(call, api.gateway.id);
        for (const route of routes)
            deployRoute(call, route);
        return { httpApiId: api.id };
    }
    const config = objectOf(body['restApiConfig']);
    const environment = objectOf(config['environment']);
    if ([config['gatewayId'], config['environment'], config['revisionId']].every(part => part === undefined)) {
        throw refuse(call, 'InvalidParameter.IsEmpty', 'restApiConfig');
    }
    const gatewayId = config['gatewayId'] ?? api.gateway.id;
    if (gatewayId !== api.gateway.id)
        throw refuse(call, 'NotFound.GatewayNotFound', textOf(gatewayId));
    const environmentId = environment['environmentId'] ?? api.gateway.environment.id;
    if (environmentId !== api.gateway.environment.id) {
        throw refuse(call, 'NotFound.EnvironmentNotFound', textOf(environmentId));
    }
    if (config['revisionId'] !== undefined)
        throw refuse(call, 'InvalidParameter', 'restApiConfig.revisionId');
    // validate everything before anything changes
    const requested = objectsOf(config['operationDeployments']).map(({ operationId, action }) => ({
        operation: findApiOperation(call, textOf(operationId)),
        isPublished: action !== 'Unpublish'
    }));
    const all = [...api.operations.values()].map(found => ({ operation: found, isPublished: true }));
    refuseWhileDeploying(call, api.gateway.id);
    const { state, effects } = call;
    const named = (thing) => (name) => name === thing.id || name === thing.name;
    startDeployment(state, api, { backend: api.backend }, effects, named(api));
    for (const { operation: found, isPublished } of requested.length > 0 ? requested : all) {
        const live = isPublished ? { backend: found.backend } : undefined;
        startDeployment(state, found, live, effects, named(found));
    }
    return { httpApiId: api.id };
});
function routeIdsOf(body) {
    const { routeId } = body;
    if (routeId !== undefined && routeId !== null && routeId !== '')
        return [textOf(routeId)];
    const { routeIds } = objectOf(body['httpApiConfig']);
    return Array.isArray(routeIds) ? routeIds.map((id) => textOf(id)) : [];
}
const undeployHttpApi = operation('UndeployHttpApi', 'httpapi', 'httpApiId', call => {
    const api = findHttpApi(call);
    const { state, body, effects } = call;
    const routeId = textOf(body['routeId']);
    const operationId = textOf(body['operationId']);
    refuseWhileDeploying(call, api.gateway.id);
    if (routeId !== '')
        undeployRoute(call, findRoute(call, routeId));
    else if (operationId !== '') {
        startDeployment(state, findApiOperation(call, operationId), undefined, effects, () => false);
    }
    else {
        for (const thing of [api, ...api.operations.values()]) {
            startDeployment(state, thing, undefined, effects, () => false);
        }
    }
    return undefined;
});

;// CONCATENATED MODULE: external "node:net"
const external_node_net_namespaceObject = process.getBuiltinModule("node:net");
;// CONCATENATED MODULE: ./emulator/cloud/client-token.js




const MAX_TOKENS = 1_000;
/**
 * Runs a call once per ClientToken. The page of ModifyBackendModel documents the error but no such parameter; its
 * semantics are taken from other products of the cloud.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/developer-reference/api-cloudapi-2016-07-14-modifybackendmodel
 * @param names the parameters that must be the same when a token is used again
 * @throws CloudError 400 IdempotentParameterMismatch if the token was used with different parameters
 */
function once(call, names, run) {
    const { params, caller, state } = call;
    const token = optional(params, 'ClientToken');
    if (token === undefined)
        return run();
    const key = (0,external_node_crypto_namespaceObject.hash)('sha256', JSON.stringify([caller.accountId, token]));
    const digest = (0,external_node_crypto_namespaceObject.hash)('sha256', JSON.stringify(names.map(name => params[name] ?? null)));
    const before = state.repeatable.get(key);
    if (before === undefined) {
        const response = run();
        state.repeatable.set(key, { digest, response });
        evictOldest(state.repeatable, MAX_TOKENS);
        return response;
    }
    if (before.digest === digest)
        return before.response;
    throw new CloudError(400, 'IdempotentParameterMismatch', 'The request uses the same client token as a previous, but non-identical request. Do not reuse a client token with different requests, unless the requests are identical.');
}

;// CONCATENATED MODULE: ./emulator/apig/service-operations.js








/** Fields that an update accepts, and their names in reads. */
const FIELDS = {
    addresses: 'addresses',
    dnsServers: 'dnsServers',
    protocol: 'protocol',
    ports: 'ports',
    healthyPanicThreshold: 'healthyPanicThreshold',
    healthCheckConfig: 'healthCheck',
    outlierDetectionConfig: 'outlierDetection',
    aiServiceConfig: 'aiServiceConfig',
    agentServiceConfig: 'agentServiceConfig',
    modelProviderId: 'modelProviderId'
};
/** Types of services with explicit addresses. */
const WITH_ADDRESSES = ['VIP', 'DNS'];
const LISTS = ['addresses', 'dnsServers', 'ports'];
const listServices = operation('ListServices', 'service', undefined, call => {
    const { sourceTypes = '' } = call.params;
    const services = ownedBy(call.caller.accountId, call.state.apig.services).filter(service => matchesFilter(call, 'gatewayId', service.gatewayId) &&
        matchesFilter(call, 'name', service.name) &&
        matchesFilter(call, 'sourceType', service.type) &&
        (sourceTypes === '' || textsOf(parsed(call, sourceTypes)).includes(service.type)));
    return pageOf(call, services, service => serviceForm(call.state, service));
});
/** A JSON array in a string. */
function parsed(call, text) {
    try {
        return JSON.parse(text);
    }
    catch {
        throw refuse(call, 'InvalidParameter', 'sourceTypes');
    }
}
const getService = operation('GetService', 'service', 'serviceId', call => serviceForm(call.state, findService(call)));
const updateService = operation('UpdateService', 'service', 'serviceId', call => {
    const service = findService(call);
    refuseLocked(call, service);
    refuseWhileDeploying(call, service.gatewayId);
    applyServiceUpdate(call, service, call.state.seed.doubts.servicePut);
    return undefined;
});
/** Stores the fields in the call's body. */
function applyServiceUpdate(call, service, put) {
    const { state, effects } = call;
    const sent = readFields(call, service.type, overlay(effects.defaults ?? {}, call.body));
    const write = writeOf(call, 'service', service.id);
    if (effects.keepOldValue === true)
        route_operations_recordWrite(state, write);
    else
        saveService(state, service, put === 'merge' ? { ...service.fields, ...sent } : sent, write);
}
/** Creates one service per entry of `serviceConfigs`. */
const createService = operation('CreateService', 'service', undefined, call => {
    let ids;
    const token = optional(call.params, 'clientToken');
    const params = token === undefined ? {} : { ClientToken: token, Body: JSON.stringify(call.body) };
    const result = once({ ...call, params }, ['Body'], () => {
        ids = createServices(call);
        return { serviceIds: ids };
    });
    return { serviceIds: result['serviceIds'] };
});
function createServices(call) {
    const { state, body } = call;
    const gateway = findGateway(call, textOf(body['gatewayId']));
    const type = textOf(body['sourceType']);
    if (type === '')
        throw refuse(call, 'InvalidParameter.IsEmpty', 'sourceType');
    const configs = objectsOf(body['serviceConfigs']);
    if (configs.length === 0)
        throw refuse(call, 'InvalidParameter.IsEmpty', 'serviceConfigs');
    const created = configs.map(config => service_operations_newService(call, gateway, type, config));
    for (const service of created)
        state.apig.services.set(service.id, service);
    return created.map(({ id }) => id);
}
function service_operations_newService({ state, ...rest }, gateway, type, config) {
    const call = { state, ...rest };
    const name = textOf(config['name']);
    if (name === '')
        throw refuse(call, 'InvalidParameter.IsEmpty', 'serviceConfigs.name');
    const existing = state.apig.services
        .values()
        .find(service => service.gatewayId === gateway.id && service.name === name);
    if (existing !== undefined)
        throw refuse(call, 'Conflict.ServiceExisted', existing.id);
    const { name: _name, ...others } = config;
    const fields = readFields(call, type, others);
    const now = state.clock.now();
    return {
        id: `svc-${state.ids.id().slice(-20)}`,
        accountId: gateway.accountId,
        gatewayId: gateway.id,
        name,
        type,
        fields,
        createdAt: now,
        modifiedAt: now,
        health: undefined,
        unhealthy: new Set(),
        timeline: [{ at: now, live: fields }],
        shownUntil: [],
        lockFailures: 0
    };
}
const deleteService = operation('DeleteService', 'service', 'serviceId', call => {
    const service = findService(call);
    const { services, httpApis } = call.state.apig;
    const isUsed = httpApis
        .values()
        .flatMap(api => [api, ...api.routes.values(), ...api.operations.values()])
        .some(({ backend }) => serviceIdsOf(backend).includes(service.id));
    if (isUsed)
        throw refuse(call, 'Conflict.ServiceInUse', service.id);
    services.delete(service.id);
    return undefined;
});
/** The fields of a body, under their names in reads. */
function readFields(call, type, body) {
    const fields = {};
    for (const [name, value] of Object.entries(body)) {
        const shown = Object.hasOwn(FIELDS, name) ? FIELDS[name] : undefined;
        if (shown === undefined || value === undefined || value === null)
            continue;
        if (LISTS.includes(shown) && !Array.isArray(value))
            throw refuse(call, 'InvalidParameter', name);
        fields[shown] = value;
    }
    if (fields['addresses'] !== undefined)
        checkAddresses(call, type, fields['addresses']);
    return fields;
}
function checkAddresses(call, type, addresses) {
    const texts = textsOf(addresses);
    const isList = Array.isArray(addresses) && texts.length === addresses.length && texts.length > 0;
    if (!isList || !WITH_ADDRESSES.includes(type) || !texts.every(text => service_operations_isAddress(type, text))) {
        throw refuse(call, 'InvalidParameter', 'addresses');
    }
}
/** `10.0.0.1:8080` for a VIP service, `orders.example.com:8080` for a DNS service. */
function service_operations_isAddress(type, address) {
    const [, host = '', port = ''] = /^\[?([^[\]\s/]{1,255}?)\]?:(\d{1,5})$/.exec(address) ?? [];
    if (host === '' || Number(port) < 1 || Number(port) > 65_535)
        return false;
    return type === 'VIP' ? (0,external_node_net_namespaceObject.isIP)(host) > 0 : (0,external_node_net_namespaceObject.isIP)(host) === 0 && /^[\w.-]+$/.test(host);
}
/** Limit of retained versions, whatever delay the seed sets for reads. */
const service_operations_MAX_PENDING_VERSIONS = 100;
/** All changes to a service go through this function. */
function saveService(state, service, fields, write) {
    const { serviceVisibleAfterMs, serviceLiveAfterMs } = state.seed.doubts;
    const now = state.clock.now();
    if (serviceVisibleAfterMs > 0) {
        const { shownUntil, fields: before, modifiedAt } = service;
        const past = shownUntil.findIndex(({ until }) => until > now);
        shownUntil.splice(0, past < 0 ? shownUntil.length : past);
        if (shownUntil.length >= service_operations_MAX_PENDING_VERSIONS)
            shownUntil.shift();
        shownUntil.push({ until: now + serviceVisibleAfterMs, version: { fields: before, modifiedAt } });
    }
    service.fields = fields;
    service.modifiedAt = Math.max(now, service.modifiedAt + 1);
    service.timeline.push({ at: now + serviceLiveAfterMs, live: fields });
    pruneDeployments(service.timeline, now);
    route_operations_recordWrite(state, write);
}
/** The addresses that fail the health check. */
function unhealthyOf({ unhealthy }, fields) {
    return textsOf(fields['addresses']).filter(address => unhealthy.has(address));
}
function serviceForm({ clock }, service) {
    const now = clock.now();
    const shown = service.shownUntil.find(({ until }) => until > now)?.version ?? service;
    const { fields, modifiedAt } = shown;
    const { addresses, ...others } = fields;
    const unhealthy = unhealthyOf(service, fields);
    const isUnhealthy = unhealthy.length > 0 && unhealthy.length === textsOf(addresses).length;
    const hasAddresses = WITH_ADDRESSES.includes(service.type);
    return {
        serviceId: service.id,
        name: service.name,
        gatewayId: service.gatewayId,
        sourceType: service.type,
        protocol: 'HTTP',
        healthCheck: { enable: false },
        ...(hasAddresses ? { addresses: addresses ?? [] } : {}),
        ...others,
        healthStatus: service.health ?? (isUnhealthy ? 'Unhealthy' : 'Healthy'),
        runtimeDetailStatus: 'Available',
        unhealthyEndpoints: hasAddresses ? unhealthy : [],
        outlierEndpoints: [],
        createTimestamp: service.createdAt,
        updateTimestamp: modifiedAt
    };
}

;// CONCATENATED MODULE: ./emulator/apig/operations.js




/** The supported operations of Cloud-native API Gateway. */
const APIG_OPERATIONS = {
    ListGateways: listGateways,
    GetGateway: getGateway,
    ListServices: listServices,
    CreateService: createService,
    GetService: getService,
    UpdateService: updateService,
    DeleteService: deleteService,
    ListHttpApis: listHttpApis,
    GetHttpApi: getHttpApi,
    ListHttpApiRoutes: listHttpApiRoutes,
    CreateHttpApiRoute: createHttpApiRoute,
    GetHttpApiRoute: getHttpApiRoute,
    UpdateHttpApiRoute: updateHttpApiRoute,
    DeleteHttpApiRoute: deleteHttpApiRoute,
    ListHttpApiOperations: listHttpApiOperations,
    GetHttpApiOperation: getHttpApiOperation,
    DeployHttpApi: deployHttpApi,
    UndeployHttpApi: undeployHttpApi,
    ListEnvironments: listEnvironments,
    GetEnvironment: getEnvironment,
    ListDomains: listDomains,
    GetDomain: getDomain
};

;// CONCATENATED MODULE: ./emulator/apig/paths.js
/** The version of Cloud-native API Gateway's API. */
const APIG = '2024-03-27';
/** The method and path of each operation; `{httpApiId}` is a parameter. */
const PATHS = {
    ListGateways: 'GET /v1/gateways',
    GetGateway: 'GET /v1/gateways/{gatewayId}',
    ListServices: 'GET /v1/services',
    CreateService: 'POST /v1/services',
    GetService: 'GET /v1/services/{serviceId}',
    UpdateService: 'PUT /v1/services/{serviceId}',
    DeleteService: 'DELETE /v1/services/{serviceId}',
    ListHttpApis: 'GET /v1/http-apis',
    GetHttpApi: 'GET /v1/http-apis/{httpApiId}',
    ListHttpApiRoutes: 'GET /v1/http-apis/{httpApiId}/routes',
    CreateHttpApiRoute: 'POST /v1/http-apis/{httpApiId}/routes',
    GetHttpApiRoute: 'GET /v1/http-apis/{httpApiId}/routes/{routeId}',
    UpdateHttpApiRoute: 'PUT /v1/http-apis/{httpApiId}/routes/{routeId}',
    DeleteHttpApiRoute: 'DELETE /v1/http-apis/{httpApiId}/routes/{routeId}',
    ListHttpApiOperations: 'GET /v1/http-apis/{httpApiId}/operations',
    GetHttpApiOperation: 'GET /v1/http-apis/{httpApiId}/operations/{operationId}',
    DeployHttpApi: 'POST /v1/http-apis/{httpApiId}/deploy',
    UndeployHttpApi: 'POST /v1/http-apis/{httpApiId}/undeploy',
    ListEnvironments: 'GET /v1/environments',
    GetEnvironment: 'GET /v1/environments/{environmentId}',
    ListDomains: 'GET /v1/domains',
    GetDomain: 'GET /v1/domains/{domainId}'
};
const APIG_ACTIONS = Object.keys(PATHS);
const TEMPLATES = APIG_ACTIONS.map(action => {
    const [method = '', path = ''] = PATHS[action].split(' ');
    return { action, method, segments: path.split('/') };
});
/** Finds the operation for a method and a path without its query; undefined if there is none. */
function findPath(method, path) {
    // no path of the product is this long
    const segments = path.slice(0, 4_096).split('/');
    for (const { action, method: own, segments: template } of TEMPLATES) {
        if (own !== method || template.length !== segments.length)
            continue;
        const params = {};
        const fits = template.every((segment, index) => {
            const found = segments[index] ?? '';
            const [, name] = /^\{(\w+)\}$/.exec(segment) ?? [];
            if (name === undefined)
                return segment === found;
            params[name] = decoded(found);
            return found !== '';
        });
        if (fits)
            return { action, params };
    }
    return undefined;
}
function decoded(segment) {
    try {
        return decodeURIComponent(segment);
    }
    catch {
        return segment;
    }
}

;// CONCATENATED MODULE: ./emulator/cloud/pattern.js
/**
 * Compiles a pattern in which `*` matches any text. Not a regular expression, which would backtrack exponentially with
 * many stars.
 * @returns whether a text matches
 */
function starMatcher(pattern) {
    const [first = '', ...others] = pattern.split('*');
    const last = others.pop();
    if (last === undefined)
        return text => text === pattern;
    const parts = others.filter(part => part !== '');
    const minLength = parts.reduce((sum, part) => sum + part.length, first.length + last.length);
    return text => {
        // reject early if the pattern is longer than the text, however many parts it has
        if (text.length < minLength || !text.startsWith(first) || !text.endsWith(last))
            return false;
        let from = first.length;
        for (const part of parts) {
            const found = text.indexOf(part, from);
            if (found < 0)
                return false;
            from = found + part.length;
        }
        return from <= text.length - last.length;
    };
}
/** Whether a text matches a pattern in which `*` matches any text and `?` one character. */
function matchesWildcards(pattern, text) {
    let at = 0;
    let star = -1;
    let resume = 0;
    for (let position = 0; position < text.length;) {
        const char = pattern[at];
        if (char === '*') {
            star = at++;
            resume = position;
        }
        else if (char !== undefined && (char === '?' || char === text[position])) {
            at++;
            position++;
        }
        else if (star >= 0) {
            // let the last star match one more character
            at = star + 1;
            position = ++resume;
        }
        else
            return false;
    }
    while (pattern[at] === '*')
        at++;
    return at === pattern.length;
}

;// CONCATENATED MODULE: ./emulator/cloud/read-form.js



const NACOS = strings('AccessKey', 'AuthType', 'Clusters', 'GroupName', 'Namespace', 'Password', 'SecretKey', 'ServerAddress', 'ServiceName', 'UserName');
const ZOOKEEPER = strings('ConnectString', 'Namespace', 'ServiceName');
/** Every key of the read form, with its value when unused. */
const UNUSED = {
    ServiceAddress: '',
    HttpTargetHostName: '',
    ServiceTimeout: 0,
    VpcConfig: {
        ...strings('VpcAccessId', 'VpcId', 'InstanceId', 'Name', 'VpcScheme', 'VpcTargetHostName'),
        Port: 0
    },
    FunctionComputeConfig: {
        ...strings('FcBaseUrl', 'FcRegionId', 'FcType', 'FunctionName', 'Qualifier', 'RoleArn', 'ServiceName', 'TriggerName'),
        OnlyBusinessPath: false
    },
    OssConfig: strings('BucketName', 'OssRegionId'),
    MockConfig: { MockHeaders: [], MockResult: '', MockStatusCode: '' },
    EventBridgeConfig: strings('EventBridgeRegionId', 'EventBus', 'EventSource', 'RoleArn'),
    DiscoveryConfig: { RcType: '', NacosConfig: NACOS, ZookeeperConfig: ZOOKEEPER },
    EdasConfig: strings(...EDAS_KEYS)
};
/**
 * BackendConfig of DescribeBackendInfo: all sub-configurations, with empty values where unused, and the written values;
 * for a VPC access also its target. Undocumented keys are returned unless the seed is strict.
 * https://help.aliyun.com/document_detail/400427.html
 */
function backendConfig(type, definition, seed) {
    let form = overlay(UNUSED, definition);
    if (seed.strict.includes('documented-keys'))
        form = documentedKeys(form, UNUSED);
    const vpcConfig = form['VpcConfig'];
    const access = isJsonObject(vpcConfig) ? findVpcAccess(seed.vpc, vpcConfig) : undefined;
    if (access !== undefined && isJsonObject(vpcConfig)) {
        const { accessId, vpcId, instanceId, port, name } = access;
        const target = { VpcAccessId: accessId, VpcId: vpcId, InstanceId: instanceId, Port: port, Name: name };
        form = { ...form, VpcConfig: { ...vpcConfig, ...target } };
    }
    if (seed.strict.includes('documented-types'))
        form = documentedTypes(form, UNUSED);
    for (const path of seed.doubts.unreturnedKeys)
        form = without(form, path.split('.'));
    return { Type: type, ...form };
}
function documentedKeys(form, known) {
    return Object.fromEntries(Object.entries(form).flatMap(([key, value]) => {
        if (!Object.hasOwn(known, key))
            return [];
        const below = known[key];
        if (key === 'MockHeaders' && Array.isArray(value))
            return [[key, value.map(headerOf)]];
        return [[key, isJsonObject(below) && isJsonObject(value) ? documentedKeys(value, below) : value]];
    }));
}
function headerOf(header) {
    if (!isJsonObject(header))
        return header;
    const { HeaderName = '', HeaderValue = '' } = header;
    return { HeaderName, HeaderValue };
}
/** Strings, numbers and Booleans as in the SDK's models, whatever was written. */
function documentedTypes(form, known) {
    return Object.fromEntries(Object.entries(form).map(([key, value]) => {
        const like = known[key];
        if (isJsonObject(like) && isJsonObject(value))
            return [key, documentedTypes(value, like)];
        if (typeof like === 'string' && typeof value === 'number')
            return [key, String(value)];
        if (typeof like === 'number' && typeof value === 'string')
            return [key, Number(value)];
        return [key, value ?? like];
    }));
}
function without(form, [key = '', ...rest]) {
    const value = form[key];
    if (rest.length > 0)
        return isJsonObject(value) ? { ...form, [key]: without(value, rest) } : form;
    return Object.fromEntries(Object.entries(form).filter(([name]) => name !== key));
}
function strings(...keys) {
    return Object.fromEntries(keys.map(key => [key, '']));
}

;// CONCATENATED MODULE: ./emulator/cloud/backend-operations.js







/** Any name that looks like a type, such as `HTTP` or `FC_EVENT_V3`: the service adds types over time. */
const TYPE = /^[A-Z][A-Z0-9_]{1,30}$/;
const createBackend = {
    permission: 'apigateway:CreateBackend',
    resource: allResources,
    run(call) {
        const { state, params, caller } = call;
        const name = required(params, 'BackendName');
        const type = required(params, 'BackendType');
        if (!TYPE.test(type))
            throw invalid('BackendType');
        checkDescription(params['Description'], state.seed);
        refuseUsedName(call, name);
        const now = state.clock.now();
        const backend = {
            id: state.ids.id(),
            accountId: caller.accountId,
            name,
            type,
            description: params['Description'] ?? '',
            createdAt: now,
            modifiedAt: now,
            models: new Map()
        };
        state.backends.set(backend.id, backend);
        return { BackendId: backend.id };
    }
};
const modifyBackend = {
    permission: 'apigateway:ModifyBackend',
    resource: backendResource,
    run(call) {
        const { state, params } = call;
        const backend = findBackend(call, required(params, 'BackendId'));
        const name = required(params, 'BackendName');
        // the type cannot be changed after creation
        if (required(params, 'BackendType') !== backend.type)
            throw invalid('BackendType');
        checkDescription(params['Description'], state.seed);
        if (name !== backend.name)
            refuseUsedName(call, name);
        backend.name = name;
        backend.description = params['Description'] ?? backend.description;
        backend.modifiedAt = state.clock.now();
        return {};
    }
};
const deleteBackend = {
    permission: 'apigateway:DeleteBackend',
    resource: backendResource,
    run(call) {
        const { state, params } = call;
        const backend = findBackend(call, required(params, 'BackendId'));
        const inUse = [...state.apis.values()].some(api => api.backendId === backend.id);
        if (inUse || backend.models.size > 0) {
            throw new CloudError(400, 'DependencyViolationBackend', 'The specified Backend is in use.');
        }
        state.backends.delete(backend.id);
        return {};
    }
};
const describeBackendInfo = {
    permission: 'apigateway:DescribeBackendInfo',
    resource: allResources,
    run(call) {
        const { state, params, caller } = call;
        const backend = findBackend(call, required(params, 'BackendId'));
        const models = [...backend.models.values()].map(model => {
            const { description, definition, modifiedAt } = shownNow(state, model);
            return {
                BackendModelId: model.id,
                StageName: model.stageName,
                StageModeId: stageModeId(caller.accountId, model.stageName),
                Description: description,
                GmtCreate: modelTime(model.createdAt),
                GmtModified: modelTime(modifiedAt),
                BackendConfig: backendConfig(backend.type, definition, state.seed)
            };
        });
        // the two pages' examples format the same times differently
        const timeOf = state.seed.strict.includes('documented-times') ? localTime : backendTime;
        return { BackendInfo: { ...summary(backend, timeOf), BackendModels: models } };
    }
};
const describeBackendList = {
    permission: 'apigateway:DescribeBackendList',
    resource: allResources,
    run({ state, params, caller }) {
        const name = optional(params, 'BackendName');
        const type = optional(params, 'BackendType');
        const matches = name === undefined ? () => true : starMatcher(name);
        const found = [...state.backends.values()].filter(backend => backend.accountId === caller.accountId &&
            matches(backend.name) &&
            (type === undefined || backend.type === type));
        const { items, fields } = page(params, found, state.seed.doubts);
        return { BackendInfoList: items.map(backend => ({ ...summary(backend), Tags: [] })), ...fields };
    }
};
const describeApisByBackend = {
    permission: 'apigateway:DescribeApisByBackend',
    resource: allResources,
    run(call) {
        const { state, params } = call;
        const backend = findBackend(call, required(params, 'BackendId'));
        const stageName = optional(params, 'StageName');
        // without a stage, drafts are listed, whether published or not
        const apis = stageName === undefined
            ? [...state.apis.values()].filter(api => api.backendId === backend.id)
            : publishedApis(state, backend.id, stageName);
        const { items, fields } = page(params, apis, state.seed.doubts);
        const rows = items.map(api => ({
            ApiId: api.id,
            ApiName: api.name,
            Description: api.description,
            GroupId: api.groupId,
            GroupName: api.groupName,
            Method: api.method,
            Path: api.path
        }));
        return { ApiInfoList: { ApiInfo: rows }, ...fields };
    }
};
const describeUpdateBackendTask = {
    permission: 'apigateway:DescribeUpdateBackendTask',
    resource: allResources,
    run({ state, params, caller }) {
        const task = state.tasks.get(required(params, 'OperationUid'));
        const owner = task === undefined ? undefined : state.backends.get(task.backendId)?.accountId;
        if (task === undefined || (owner !== undefined && owner !== caller.accountId)) {
            throw notFound('OperationUid');
        }
        const now = state.clock.now();
        const { listPending, taskFoundLateMs, taskIds, statuses } = state.seed.doubts;
        if (now < task.startedAt + taskFoundLateMs)
            throw notFound('OperationUid');
        const listed = task.rows.filter(row => row.endsAt <= now || listPending);
        const rows = listed.map(({ api, endsAt, failure }) => ({
            ...(taskIds === 'none' ? {} : { ApiUid: taskIds === 'api' ? api.id : idOf(`${task.id}/${api.id}`) }),
            ApiName: api.name,
            GroupId: api.groupId,
            GroupName: api.groupName,
            StageId: stageModeId(caller.accountId, task.stageName),
            StageName: task.stageName,
            BackendId: task.backendId,
            UpdateStatus: statusAt(now, task.startedAt, endsAt, statuses),
            ErrorMsg: endsAt <= now ? rowMessage(failure) : ''
        }));
        return { ApiUpdateBackendResults: { ApiUpdateBackendResult: rows } };
    }
};
/** The statuses before the last one share the duration of the row evenly. */
function statusAt(now, startedAt, endsAt, statuses) {
    if (endsAt <= now)
        return statuses.at(-1) ?? '';
    const before = statuses.slice(0, -1);
    // a row that is never updated stays in its first status
    const share = endsAt === Infinity ? 0 : (now - startedAt) / (endsAt - startedAt);
    return before[Math.floor(share * before.length)] ?? '';
}
function rowMessage(failure) {
    if (failure === undefined)
        return 'Success. Request Success.';
    return failure.startsWith('Failed') ? failure : `Failed. ${failure}`;
}
function summary(backend, timeOf = backendTime) {
    return {
        BackendId: backend.id,
        BackendName: backend.name,
        BackendType: backend.type,
        Description: backend.description,
        CreatedTime: timeOf(backend.createdAt),
        ModifiedTime: timeOf(backend.modifiedAt)
    };
}
function refuseUsedName({ state, caller }, name) {
    for (const backend of state.backends.values()) {
        if (backend.accountId === caller.accountId && backend.name === name)
            throw duplicate('BackendName');
    }
}

;// CONCATENATED MODULE: ./emulator/cloud/model-operations.js







const STAGE = /^[A-Z0-9]{2,10}$/;
const createBackendModel = {
    permission: 'apigateway:CreateBackendModel',
    resource: backendResource,
    run(call) {
        const { state, params, caller } = call;
        const backend = findBackend(call, required(params, 'BackendId'));
        checkType(backend, required(params, 'BackendType'));
        const stageName = required(params, 'StageName');
        if (!STAGE.test(stageName))
            throw invalid('StageName');
        const sent = parseDefinition(required(params, 'BackendModelData'));
        checkDescription(params['Description'], state.seed);
        checkDefinition(backend.type, sent, state.seed);
        if (backend.models.has(stageName))
            throw duplicate('BackendModel');
        const now = state.clock.now();
        const model = {
            id: state.ids.id(),
            stageName,
            description: params['Description'] ?? '',
            definition: storedForm(sent, {}, state.seed.doubts),
            createdAt: now,
            modifiedAt: now,
            shownUntil: []
        };
        backend.models.set(stageName, model);
        backend.modifiedAt = now;
        recordWrite(state, backend, {
            kind: 'created',
            stageName,
            definition: model.definition,
            by: caller.key.id,
            operationId: ''
        });
        return { BackendModelId: model.id };
    }
};
/** Replaces a stage's definition (or merges, with the doubt `merge`); the published APIs follow in a batch. */
const modifyBackendModel = {
    permission: 'apigateway:ModifyBackendModel',
    resource: backendResource,
    run: call => once(call, MODIFY_PARAMETERS, () => modify(call))
};
const MODIFY_PARAMETERS = [
    'BackendId',
    'BackendType',
    'StageName',
    'BackendModelId',
    'BackendModelData',
    'Description'
];
function modify(call) {
    const { state, params, caller, effects } = call;
    const { backend, model } = findModel(call);
    checkType(backend, optional(params, 'BackendType'));
    const data = params['BackendModelData'];
    const sent = data === undefined ? model.definition : parseDefinition(data);
    const definition = data === undefined ? sent : storedForm(sent, model.definition, state.seed.doubts);
    checkDescription(params['Description'], state.seed);
    if (data !== undefined)
        checkDefinition(backend.type, definition, state.seed);
    refuseWhileBusy(state, backend);
    const { operationId } = state.seed.doubts;
    const returnsOperationId = operationId === 'always' ||
        (operationId === 'with-apis' && publishedApis(state, backend.id, model.stageName).length > 0);
    const change = { definition, description: params['Description'], by: caller.key.id };
    const task = writeDefinition(state, backend, model.stageName, change, effects);
    return returnsOperationId ? { OperationId: task.id } : {};
}
/** Unpublishes the APIs that are published with the definition, in a batch. */
const deleteBackendModel = {
    permission: 'apigateway:DeleteBackendModel',
    resource: backendResource,
    run(call) {
        const { state, params, caller, effects } = call;
        required(params, 'BackendModelId');
        const { backend, model } = findModel(call);
        refuseWhileBusy(state, backend);
        const task = startBatch(state, backend, model.stageName, undefined, effects);
        backend.models.delete(model.stageName);
        backend.modifiedAt = state.clock.now();
        const { stageName, definition } = model;
        recordWrite(state, backend, {
            kind: 'deleted',
            stageName,
            definition,
            by: caller.key.id,
            operationId: task.id
        });
        return { OperationId: task.id };
    }
};
/** Finds the model by stage, by ID, or by both if they agree; the backend can be found through the model. */
function findModel(call) {
    const { params } = call;
    const backendId = optional(params, 'BackendId');
    const modelId = optional(params, 'BackendModelId');
    const stageName = optional(params, 'StageName');
    if (backendId === undefined && modelId === undefined)
        throw missing('BackendId');
    const backend = backendId === undefined ? findBackendOfModel(call, modelId ?? '') : findBackend(call, backendId);
    if (backend === undefined)
        throw notFound('BackendModel');
    if (stageName === undefined) {
        if (modelId === undefined)
            throw missing('StageName');
        const model = [...backend.models.values()].find(({ id }) => id === modelId);
        if (model === undefined)
            throw notFound('BackendModel');
        return { backend, model };
    }
    if (!STAGE.test(stageName))
        throw invalid('StageName');
    const model = backend.models.get(stageName);
    if (model === undefined)
        throw notFound('BackendModel');
    if (modelId !== undefined && modelId !== model.id)
        throw invalid('BackendModelId');
    return { backend, model };
}
function checkType(backend, type) {
    if (type !== undefined && type !== backend.type)
        throw invalid('BackendType');
}
function parseDefinition(text) {
    let value;
    try {
        value = JSON.parse(text);
    }
    catch {
        throw invalid('BackendModelData');
    }
    if (!isJsonObject(value) || !isShallow(value, MAX_DEPTH))
        throw invalid('BackendModelData');
    return value;
}

;// CONCATENATED MODULE: ./emulator/cloud/session-policy.js


const MAX_LENGTH = 2048;
/**
 * Parses the Policy parameter of `AssumeRoleWithOIDC`: a RAM policy that restricts the session to what both it and the
 * role allow.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
 * @throws CloudError 400 InvalidParameter.PolicySize, InvalidParameter.PolicyGrammar
 */
function readSessionPolicy(text) {
    if (text.length > MAX_LENGTH) {
        const message = `The size of Policy must be smaller than ${MAX_LENGTH} bytes.`;
        throw new CloudError(400, 'InvalidParameter.PolicySize', message);
    }
    const policy = session_policy_parsed(text);
    if (!isJsonObject(policy) || policy['Version'] !== '1')
        throw grammar('Version must be "1"');
    const node = policy['Statement'];
    const statements = (Array.isArray(node) ? node : [node]).map(readStatement);
    return {
        allow: statements.flatMap(({ effect, ...statement }) => (effect === 'Allow' ? [statement] : [])),
        deny: statements.flatMap(({ effect, ...statement }) => (effect === 'Deny' ? [statement] : []))
    };
}
function readStatement(node) {
    if (!isJsonObject(node))
        throw grammar('Statement must be a list of statements');
    const { Effect: effect } = node;
    if (effect !== 'Allow' && effect !== 'Deny')
        throw grammar('Effect must be Allow or Deny');
    for (const name of Object.keys(node)) {
        // a condition that is not evaluated must not be treated as met
        if (!['Effect', 'Action', 'NotAction', 'Resource', 'NotResource'].includes(name)) {
            throw grammar(`the emulator does not evaluate ${name}`);
        }
    }
    const action = oneOf(node, 'Action', 'NotAction');
    const resource = oneOf(node, 'Resource', 'NotResource');
    return {
        effect,
        actions: session_policy_texts(node, action),
        resources: session_policy_texts(node, resource),
        exceptActions: action === 'NotAction',
        exceptResources: resource === 'NotResource'
    };
}
function oneOf(statement, name, negated) {
    const isNegated = Object.hasOwn(statement, negated);
    if (isNegated && Object.hasOwn(statement, name))
        throw grammar(`${name} and ${negated} are mutually exclusive`);
    return isNegated ? negated : name;
}
/** A string, or a list of strings. */
function session_policy_texts(statement, name) {
    const node = statement[name];
    const list = Array.isArray(node) ? node : [node];
    return list.map(item => {
        if (typeof item !== 'string' || item === '')
            throw grammar(`${name} must be a string or a list of strings`);
        return item;
    });
}
function session_policy_parsed(text) {
    try {
        return JSON.parse(text);
    }
    catch {
        return undefined;
    }
}
function grammar(rule) {
    const message = `The parameter Policy has not passed grammar check. (${rule})`;
    return new CloudError(400, 'InvalidParameter.PolicyGrammar', message);
}

;// CONCATENATED MODULE: ./emulator/cloud/trust.js

/** Whether a role's trust policy lets the bearer of a token assume it. */
function trusts({ trust }, token) {
    const matching = trust.filter(({ federated, conditions }) => federated.includes(token.provider.arn) && conditions.every(condition => holds(condition, token)));
    return (matching.some(({ effect }) => effect === 'Allow') && !matching.some(({ effect }) => effect === 'Deny'));
}
function holds({ operator, key, values }, token) {
    const actual = { 'oidc:iss': [token.issuer], 'oidc:aud': token.audiences, 'oidc:sub': [token.subject] }[key];
    return actual.some(text => values.some(value => (operator === 'StringEquals' ? value === text : matchesWildcards(value, text))));
}

;// CONCATENATED MODULE: ./emulator/cloud/sts-operations.js






/** https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-getcalleridentity */
const getCallerIdentity = {
    permission: undefined,
    resource: allResources,
    run({ caller: { accountId, key } }) {
        if (key.securityToken !== undefined) {
            const session = key.session?.name ?? 'session';
            const roleId = key.session?.roleId ?? ramIdOf(`acs:ram::${accountId}:role/${key.name}`);
            return {
                AccountId: accountId,
                Arn: `acs:ram::${accountId}:assumed-role/${key.name}/${session}`,
                IdentityType: 'AssumedRoleUser',
                PrincipalId: `${roleId}:${session}`,
                RoleId: roleId
            };
        }
        const arn = `acs:ram::${accountId}:user/${key.name}`;
        const userId = ramIdOf(arn);
        return {
            AccountId: accountId,
            Arn: arn,
            IdentityType: 'RAMUser',
            PrincipalId: userId,
            UserId: userId
        };
    }
};
const MIN_SESSION_SECONDS = 900;
const DEFAULT_SESSION_SECONDS = 3600;
/**
 * Issues credentials for an ID token that was verified before (see `IdTokenVerifier`).
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-assumerolewithoidc
 */
const assumeRoleWithOidc = {
    permission: undefined,
    resource: allResources,
    run(call) {
        const { state, params } = call;
        const { token } = call.caller;
        const roleArn = required(params, 'RoleArn');
        const sessionName = required(params, 'RoleSessionName');
        if (!/^[\w.@-]{2,64}$/.test(sessionName)) {
            throw invalidParameter('RoleSessionName', 'The parameter RoleSessionName is wrongly formed.');
        }
        const role = state.seed.roles.find(({ arn }) => arn === roleArn);
        // callers cannot distinguish a missing role from one that does not trust the token
        if (role === undefined || token === undefined || !trusts(role, token)) {
            throw new CloudError(401, 'AuthenticationFail.NoPermission', 'There is no permission.');
        }
        const seconds = durationOf(call, role.maxSessionSeconds);
        const policy = optional(params, 'Policy');
        const key = openSession(state, role, {
            name: sessionName,
            seconds: Math.min(seconds, role.sessionSeconds ?? seconds),
            policy: policy === undefined ? undefined : readSessionPolicy(policy)
        });
        return {
            Credentials: {
                AccessKeyId: key.id,
                AccessKeySecret: key.secret,
                SecurityToken: key.securityToken,
                Expiration: utc(key.session.expiresAt)
            },
            AssumedRoleUser: {
                // the role's ARN, not `assumed-role` as in GetCallerIdentity
                Arn: `${role.arn}/${sessionName}`,
                AssumedRoleId: `${key.session.roleId}:${sessionName}`
            },
            OIDCTokenInfo: {
                Issuer: token.issuer,
                Subject: token.subject,
                ClientIds: token.audiences.join(','),
                ExpirationTime: utc(token.expiresAt * 1000),
                IssuanceTime: utc(token.issuedAt * 1000),
                VerificationInfo: 'Success'
            }
        };
    }
};
function durationOf({ params }, max) {
    const text = optional(params, 'DurationSeconds');
    if (text === undefined)
        return DEFAULT_SESSION_SECONDS;
    const seconds = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN;
    if (seconds >= MIN_SESSION_SECONDS && seconds <= max)
        return seconds;
    throw invalidParameter('DurationSeconds', `The Min/Max value of DurationSeconds is ${MIN_SESSION_SECONDS / 60}min/${max / 3600}hr.`);
}
function invalidParameter(name, message) {
    return new CloudError(400, `InvalidParameter.${name}`, message);
}
/** `2026-01-02T03:04:05Z` */
function utc(ms) {
    return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

;// CONCATENATED MODULE: ./emulator/cloud/operations.js






const CLOUD_API = '2016-07-14';
const STS = '2015-04-01';

/** The supported operations, by API version and action. */
const OPERATIONS = new Map([
    [
        CLOUD_API,
        new Map([
            ['CreateBackend', createBackend],
            ['CreateBackendModel', createBackendModel],
            ['ModifyBackend', modifyBackend],
            ['ModifyBackendModel', modifyBackendModel],
            ['DeleteBackendModel', deleteBackendModel],
            ['DeleteBackend', deleteBackend],
            ['DescribeBackendInfo', describeBackendInfo],
            ['DescribeBackendList', describeBackendList],
            ['DescribeApisByBackend', describeApisByBackend],
            ['DescribeUpdateBackendTask', describeUpdateBackendTask]
        ])
    ],
    [
        STS,
        new Map([
            ['AssumeRoleWithOIDC', assumeRoleWithOidc],
            ['GetCallerIdentity', getCallerIdentity]
        ])
    ],
    [APIG, new Map(Object.entries(APIG_OPERATIONS))]
]);
/** The actions of a product, by its API version. */
function operationNames(version) {
    return [...(OPERATIONS.get(version)?.keys() ?? [])];
}
/** Every action of every product. A fault or an expectation for any other action would never apply. */
function knownActions() {
    return [...OPERATIONS.keys()].flatMap(operationNames);
}
/** @throws CloudError 400 InvalidVersion, 404 InvalidAction.NotFound */
function findOperation(version, action) {
    const operations = OPERATIONS.get(version);
    if (operations === undefined) {
        throw new CloudError(400, 'InvalidVersion', 'Specified parameter Version is not valid.');
    }
    const operation = operations.get(action);
    if (operation === undefined) {
        throw new CloudError(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.');
    }
    return operation;
}

;// CONCATENATED MODULE: ./emulator/steering/expectations.js



const EXPECTATIONS = [
    'since',
    'requests',
    'held',
    'writes',
    'definitions',
    'in-effect',
    'moved'
];
/** Reads the expectations; problems are recorded with their position. */
function readExpectations(fields, names) {
    const writes = fields.get('writes');
    return {
        since: fields.get('since')?.oneOf(['start', 'previous']) ?? 'start',
        requests: readRequests(fields.get('requests')),
        held: readRequests(fields.get('held')),
        writes: writes?.isMapping()
            ? [...filled(writes)].map(([name, count]) => ({
                at: names.writtenStage(name, count),
                count: readCount(count)
            }))
            : writes && readCount(writes),
        definitions: readDefinitions(fields.get('definitions'), (name, place) => names.backendStage(name, place)),
        inEffect: readDefinitions(fields.get('in-effect'), (name, place) => names.apiStage(name, place)),
        moved: fields
            .get('moved')
            ?.list()
            .map(place => names.apiStage(place.text(), place))
    };
}
function readRequests(place) {
    if (place?.isMapping() !== true)
        return place && readCount(place);
    return [...filled(place)].map(([action, count]) => {
        // a misspelled action would never receive a request
        if (!knownActions().some(starMatcher(action))) {
            count.problem(`is not a known action; must be one of ${knownActions().join(', ')}, or a pattern such as Describe*`);
        }
        return { action, count: readCount(count) };
    });
}
/** The fields of a mapping that must not be empty: an empty one would assert nothing. */
function filled(place) {
    const fields = place.fields();
    if (place.isMapping() && fields.size === 0)
        place.problem('is empty; add an entry or omit it');
    return fields;
}
function readCount(place) {
    return countOf(place.text(COUNT, COUNT_FORM));
}
/** `NAME/STAGE: { \u2026 }` */
function readDefinitions(place, find) {
    if (place === undefined)
        return [];
    return [...filled(place)].map(([name, definition]) => ({
        at: find(name, definition),
        definition: definition.json()
    }));
}

;// CONCATENATED MODULE: external "node:events"
const external_node_events_namespaceObject = process.getBuiltinModule("node:events");
;// CONCATENATED MODULE: ./emulator/loopback.js


const LOOPBACK = '127.0.0.1';
/** The SDKs send parameters in the query, such as definitions and ID tokens of up to 20,000 characters. Node's default is 16 KiB. */
const MAX_HEADER_BYTES = 128 * 1024;
const MAX_BODY_BYTES = 2 * 1024 * 1024;
const KEEP_ALIVE_MS = 600_000;
/** A server whose responses can take any amount of time. `closing` aborts those in progress. */
function createRequestServer(closing, handle) {
    const server = (0,external_node_http_namespaceObject.createServer)({ maxHeaderSize: MAX_HEADER_BYTES }, (request, response) => {
        const gone = new AbortController();
        response.once('close', () => gone.abort());
        const signal = AbortSignal.any([closing, gone.signal]);
        // a client that disconnects, or the emulator closing, is not an emulator failure
        handle(request, response, signal).catch((thrown) => {
            if (!signal.aborted)
                response.destroy(thrown instanceof Error ? thrown : undefined);
        });
    });
    // with Node's default of five seconds, a busy client would reuse a connection that is being closed and get a reset
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
}
/** Reads a body to its end, and keeps at most 2 MiB. */
async function readBody(request) {
    const chunks = [];
    let size = 0;
    for await (const chunk of request) {
        size += chunk.length;
        if (size <= MAX_BODY_BYTES)
            chunks.push(chunk);
        else
            chunks.length = 0;
    }
    return { body: Buffer.concat(chunks), tooLarge: size > MAX_BODY_BYTES };
}
/**
 * Listens on the loopback address only.
 * @param port 0 for any free port
 * @returns the port
 * @throws the system's error if the port is in use
 */
async function listen(server, port) {
    server.listen(port, LOOPBACK);
    await (0,external_node_events_namespaceObject.once)(server, 'listening');
    return server.address().port;
}
/** @param port 0 for any free port. @throws the system's error if the port is in use */
async function listenHttp(server, port) {
    return { port: await listen(server, port), close: () => stop(server) };
}
/** The raw socket of each TLS connection. */
const rawSockets = new WeakMap();
/** Resets a connection. A TLS socket cannot be reset itself, so its raw socket is. */
function loopback_reset(socket) {
    const raw = rawSockets.get(socket) ?? socket;
    raw.resetAndDestroy();
}
/** Closes a server and its sockets. Does nothing if it does not listen. */
async function stop(server) {
    if (!server.listening)
        return;
    const closed = (0,external_node_events_namespaceObject.once)(server, 'close');
    server.close();
    server.closeAllConnections();
    await closed;
}

;// CONCATENATED MODULE: ./emulator/holds.js
/**
 * Where a call waits: before it takes effect, or after it took effect and before its response is sent.
 * A call that is held before its commit is committed after the release, even if its client has disconnected.
 */
const HOLD_POINTS = ['before-commit', 'before-response'];
/** The holds of a control plane: they let a test order events instead of racing against a clock. */
class Holds {
    #armed = [];
    #waiting = new Set();
    /** Calls currently waiting, in the order in which they started to wait. */
    get waiting() {
        return [...this.#waiting];
    }
    add(options) {
        const reached = Promise.withResolvers();
        const released = Promise.withResolvers();
        const armed = { ...options, calls: 0, reach: reached.resolve, released: released.promise };
        this.#armed.push(armed);
        return {
            reached: reached.promise,
            release: () => {
                this.#armed = this.#armed.filter(other => other !== armed);
                released.resolve(undefined);
            }
        };
    }
    /** Waits while the call is held at this point. Rejects when `signal` aborts. */
    async pass(request, point, signal) {
        for (const armed of this.#armed) {
            if (armed.point !== point || (armed.action ?? request.action) !== request.action)
                continue;
            armed.calls += 1;
            if (armed.calls < (armed.nth ?? 1))
                continue;
            this.#waiting.add(request);
            armed.reach(request);
            try {
                await unlessAborted(armed.released, signal);
            }
            finally {
                this.#waiting.delete(request);
            }
        }
    }
}
/** Removes its listener, because the signal outlives the call. */
async function unlessAborted(released, signal) {
    const { promise: aborted, reject } = Promise.withResolvers();
    const abort = () => reject(new Error('the emulator closed'));
    if (signal.aborted)
        abort();
    else
        signal.addEventListener('abort', abort);
    try {
        await Promise.race([released, aborted]);
    }
    finally {
        signal.removeEventListener('abort', abort);
    }
}

;// CONCATENATED MODULE: ./emulator/seed/place.js


/** A parsed document and all problems found in it. */
class SeedDocument {
    problems = [];
    document;
    #lines = new dist/* LineCounter */.HN();
    constructor(yaml) {
        this.document = (0,dist/* parseDocument */.Tp)(yaml, { lineCounter: this.#lines, prettyErrors: false });
        for (const error of [...this.document.errors, ...this.document.warnings]) {
            this.problem(error.pos[0], error.message);
        }
    }
    /** @param name the name of the whole document in problems */
    root(name = 'the seed') {
        return new Place(this, this.document.contents, name, 0, true);
    }
    problem(offset, message) {
        const { line, col } = this.#lines.linePos(offset);
        this.problems.push({ line: Math.max(line, 1), column: Math.max(col, 1), message });
    }
}
/** A value of the document with its position. A reader that finds an unexpected value records a problem and continues. */
class Place {
    path;
    #source;
    #node;
    #offset;
    #isRoot;
    constructor(source, node, path, offset, isRoot = false) {
        this.#source = source;
        this.#isRoot = isRoot;
        this.path = path;
        this.#offset = node?.range?.[0] ?? offset;
        this.#node = (0,dist/* isAlias */.Vj)(node) ? (node.resolve(source.document) ?? null) : node;
    }
    problem(message) {
        this.#source.problem(this.#offset, `${this.path} ${message}`);
    }
    /** Records that a required field is missing. */
    missing(name) {
        this.#source.problem(this.#offset, `${this.#isRoot ? name : `${this.path}.${name}`} is required`);
    }
    /** A string; numbers are read as written, because account IDs look like numbers. */
    text(pattern = /[^]/, expected = 'a string') {
        const scalar = (0,dist/* isScalar */.jn)(this.#node) ? this.#node : undefined;
        const value = scalar?.value;
        const text = typeof value === 'string'
            ? value
            : typeof value === 'number'
                ? (scalar?.source ?? String(value))
                : undefined;
        if (text === undefined || !pattern.test(text)) {
            this.problem(`must be ${expected}`);
            return '';
        }
        return text;
    }
    oneOf(words) {
        const value = (0,dist/* isScalar */.jn)(this.#node) ? this.#node.value : undefined;
        const word = words.find(candidate => candidate === value);
        if (word === undefined)
            this.problem(`must be one of ${words.join(', ')}`);
        return word;
    }
    wholeNumber(min, max = Number.MAX_SAFE_INTEGER) {
        const value = (0,dist/* isScalar */.jn)(this.#node) ? this.#node.value : undefined;
        if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max)
            return value;
        const range = max === Number.MAX_SAFE_INTEGER ? `from ${min}` : `from ${min} to ${max}`;
        this.problem(`must be a whole number ${range}`);
        return min;
    }
    flag() {
        const value = (0,dist/* isScalar */.jn)(this.#node) ? this.#node.value : undefined;
        if (typeof value !== 'boolean')
            this.problem('must be true or false');
        return value === true;
    }
    list() {
        if (!(0,dist/* isSeq */.oP)(this.#node)) {
            this.problem('must be a list');
            return [];
        }
        return this.#node.items.map((item, index) => new Place(this.#source, item, `${this.path}[${index}]`, this.#offset));
    }
    isList() {
        return (0,dist/* isSeq */.oP)(this.#node);
    }
    isMapping() {
        return (0,dist/* isMap */.jh)(this.#node);
    }
    /** The fields of a mapping by name, in order. */
    fields() {
        const fields = new Map();
        if (!(0,dist/* isMap */.jh)(this.#node)) {
            this.problem('must be a mapping');
            return fields;
        }
        for (const { key, value } of this.#node.items) {
            const name = (0,dist/* isScalar */.jn)(key) ? String(key.value) : String(key);
            const offset = (0,dist/* isScalar */.jn)(key) ? (key.range?.[0] ?? this.#offset) : this.#offset;
            const path = this.#isRoot ? name : `${this.path}.${name}`;
            fields.set(name, new Place(this.#source, value, path, offset));
        }
        return fields;
    }
    /** A mapping that has only known fields, and all required ones. */
    record(known, required = []) {
        const fields = this.fields();
        for (const [name, place] of fields) {
            if (!known.includes(name))
                place.problem(`is not a known field; must be one of ${known.join(', ')}`);
        }
        if (!this.isMapping())
            return fields;
        for (const name of required)
            if (!fields.has(name))
                this.missing(name);
        return fields;
    }
    /** Any value, as plain JSON. */
    value() {
        return (this.#node?.toJS(this.#source.document) ?? null);
    }
    /** A mapping as plain JSON. */
    json() {
        const value = this.#node?.toJS(this.#source.document);
        if (!isJsonObject(value)) {
            this.problem('must be a mapping');
            return {};
        }
        // an alias can refer to its own ancestor
        if (isShallow(value, MAX_DEPTH))
            return value;
        this.problem(`must not nest deeper than ${MAX_DEPTH} levels`);
        return {};
    }
}

;// CONCATENATED MODULE: ./emulator/seed/unknown.js
const MAX_LISTED = 20;
/** `refers to API "x", which does not exist; must be one of \u2026` */
function unknownName(what, name, known) {
    return `refers to ${what} "${name}", which does not exist; ${unknown_oneOf([...new Set(known)])}`;
}
/** `refers to stage x, in which orders has no definition; must be one of \u2026` */
function unknownStage(stage, backendName, known) {
    return `refers to stage ${stage}, in which ${backendName} has no definition; ${unknown_oneOf(known)}`;
}
function unknown_oneOf(known) {
    // items that could not be read have no name
    const named = known.filter(name => name !== '');
    return named.length === 0 ? 'none is defined' : `must be one of ${named.slice(0, MAX_LISTED).join(', ')}`;
}

;// CONCATENATED MODULE: ./emulator/seed/read-api.js


/** `group` and `backend` are IDs or names. */
function readApi(place, groups, backends) {
    const known = [
        'id',
        'name',
        'description',
        'group',
        'method',
        'path',
        'backend',
        'published',
        'update-fails'
    ];
    const fields = place.record(known, ['name', 'group', 'path', 'backend']);
    const name = fields.get('name')?.text() ?? '';
    const group = resolveReference(fields.get('group'), groups, 'group');
    const backend = resolveReference(fields.get('backend'), backends, 'backend');
    const published = fields.get('published')?.list() ?? [];
    return {
        id: fields.get('id')?.text() ?? idOf(`api/${group?.id ?? ''}/${name}`),
        name,
        description: fields.get('description')?.text(/^[^]*$/) ?? '',
        group: group?.id ?? '',
        method: fields.get('method')?.text(/^[A-Z]+$/, 'a method such as GET, or ANY') ?? 'GET',
        path: fields.get('path')?.text(/^\/[^\s?#]*$/, 'a path that begins with /') ?? '/',
        backend: backend?.id ?? '',
        published: published.map(stage => {
            const stageName = stage.text();
            // an API cannot be published in a stage without a definition
            if (backend !== undefined && !backend.stages.some(({ name }) => name === stageName)) {
                const known = backend.stages.map(({ name }) => name);
                stage.problem(unknownStage(stageName, backend.name, known));
            }
            return stageName;
        }),
        updateFails: fields.get('update-fails')?.text()
    };
}
/** Indexes items by ID and name; the first item wins. */
function byIdAndName(items) {
    const found = new Map();
    for (const item of items) {
        for (const key of [item.id, item.name])
            if (!found.has(key))
                found.set(key, item);
    }
    return found;
}
function resolveReference(place, items, what) {
    const text = place?.text();
    const item = items.get(text ?? '');
    if (place !== undefined && text !== undefined && item === undefined && text !== '') {
        const names = [...items.values()].map(({ name }) => name);
        place.problem(unknownName(what, text, names));
    }
    return item;
}

;// CONCATENATED MODULE: ./emulator/faults.js
/** Faults between client and server, independent of the service. */
const TRANSPORT_KINDS = [
    'latency',
    'hang-before-commit',
    'hang-after-commit',
    'reset-before-commit',
    'reset-after-commit',
    'error-before-commit',
    'error-after-commit',
    'truncated-json',
    'empty-object',
    'slow-drip',
    'endless-body'
];
const FAULT_KINDS = [
    ...TRANSPORT_KINDS,
    'throttling',
    'custom',
    'stuck-batch',
    'failing-batch',
    'another-writer',
    'keeps-old-value',
    'adds-defaults'
];
/** The faults of a service, with a call count for each. */
class FaultScript {
    #armed;
    constructor(faults = []) {
        this.#armed = faults.map(fault => ({ fault, calls: 0 }));
    }
    /** Adds faults; their call counts start at zero. */
    add(...faults) {
        this.#armed.push(...faults.map(fault => ({ fault, calls: 0 })));
    }
    /** Removes a fault. */
    remove(fault) {
        this.#armed = this.#armed.filter(armed => armed.fault !== fault);
    }
    clear() {
        this.#armed = [];
    }
    /** Counts the call and returns the faults that apply to it, in the order in which they were added. */
    match(action, params) {
        const matched = [];
        for (const armed of this.#armed) {
            if (!matches(armed.fault, action, params))
                continue;
            armed.calls += 1;
            const { nth = 1, times = 1 } = armed.fault;
            const last = times === 'every' ? Infinity : nth + times - 1;
            if (armed.calls >= nth && armed.calls <= last)
                matched.push(armed.fault);
        }
        return matched;
    }
}
/** The faults of the cloud. */
class Faults extends FaultScript {
}
function matches({ action = '*', where = {} }, called, params) {
    if (action !== '*' && action !== called)
        return false;
    return Object.entries(where).every(([name, value]) => params[name] === value);
}

;// CONCATENATED MODULE: ./emulator/seed/read-fault.js




const MATCH = ['kind', 'action', 'where', 'nth', 'times'];
/** The fields of each kind in addition to `MATCH`; those with `!` are required. */
const read_fault_FIELDS = {
    latency: ['ms!'],
    'hang-before-commit': [],
    'hang-after-commit': [],
    'reset-before-commit': [],
    'reset-after-commit': [],
    'error-before-commit': ['status', 'body', 'code', 'message', 'retry-after-seconds'],
    'error-after-commit': ['status', 'body', 'code', 'message', 'retry-after-seconds'],
    throttling: ['code', 'retry-after-ms'],
    custom: ['status!', 'code!', 'message!'],
    'truncated-json': [],
    'empty-object': [],
    'slow-drip': ['ms', 'bytes'],
    'endless-body': [],
    'stuck-batch': ['after'],
    'failing-batch': ['apis', 'message'],
    'another-writer': ['backend', 'stage', 'service', 'route', 'deploy', 'definition!', 'description'],
    'keeps-old-value': [],
    'adds-defaults': ['defaults!']
};
/** Reads a fault. Unknown names are rejected: such a fault would never apply, and a rehearsal would pass without it. */
function readFault(place, names) {
    const fields = place.fields();
    if (!place.isMapping())
        return undefined;
    const kind = fields.get('kind')?.oneOf(FAULT_KINDS);
    if (kind === undefined) {
        if (!fields.has('kind'))
            place.problem(`requires kind: one of ${FAULT_KINDS.join(', ')}`);
        return undefined;
    }
    const own = read_fault_FIELDS[kind].map(name => name.replace('!', ''));
    const required = read_fault_FIELDS[kind].filter(name => name.endsWith('!')).map(name => name.replace('!', ''));
    place.record([...MATCH, ...own], required);
    const match = readMatch(fields);
    const text = (name) => read_fault_optional(name, fields.get(name)?.text());
    const number = (name, min) => read_fault_optional(name, fields.get(name)?.wholeNumber(min));
    const status = () => fields.get('status')?.wholeNumber(100, 599);
    switch (kind) {
        case 'latency':
            return { kind, ...match, ms: fields.get('ms')?.wholeNumber(0) ?? 0 };
        case 'error-before-commit':
        case 'error-after-commit': {
            const body = read_fault_optional('body', fields.get('body')?.oneOf(['json', 'html', 'empty']));
            const wait = read_fault_optional('retryAfterSeconds', fields.get('retry-after-seconds')?.wholeNumber(0));
            const what = { ...read_fault_optional('status', status()), ...body, ...wait };
            return { kind, ...match, ...what, ...text('code'), ...text('message') };
        }
        case 'throttling':
            return {
                kind,
                ...match,
                ...text('code'),
                ...read_fault_optional('retryAfterMs', fields.get('retry-after-ms')?.wholeNumber(0))
            };
        case 'custom': {
            const { code = '', message = '' } = { ...text('code'), ...text('message') };
            return { kind, ...match, status: status() ?? 400, code, message };
        }
        case 'slow-drip':
            return { kind, ...match, ...number('ms', 0), ...number('bytes', 1) };
        case 'stuck-batch':
            return { kind, ...match, ...number('after', 0) };
        case 'failing-batch': {
            const apis = read_fault_optional('apis', fields
                .get('apis')
                ?.list()
                // keep names as written, because several APIs can share one
                .flatMap(api => (resolveReference(api, names.apis, 'API') === undefined ? [] : api.text())));
            return { kind, ...match, ...apis, ...text('message') };
        }
        case 'another-writer': {
            const definition = fields.get('definition')?.json() ?? {};
            const native = {
                ...text('service'),
                ...text('route'),
                ...read_fault_optional('deploy', fields.get('deploy')?.flag())
            };
            return {
                kind,
                ...match,
                ...readTarget(fields, names),
                ...native,
                definition,
                ...text('description')
            };
        }
        case 'adds-defaults':
            return { kind, ...match, defaults: fields.get('defaults')?.json() ?? {} };
        default:
            return { kind, ...match };
    }
}
/** The backend and stage that another writer changes; the call determines omitted ones. */
function readTarget(fields, names) {
    const backend = resolveReference(fields.get('backend'), names.backends, 'backend');
    const stage = fields.get('stage')?.text();
    const stages = backend === undefined ? [] : names.stagesOf(backend.id);
    if (backend !== undefined && stage !== undefined && !stages.includes(stage)) {
        fields.get('stage')?.problem(unknownStage(stage, backend.name, stages));
    }
    return { ...read_fault_optional('backend', backend?.id), ...read_fault_optional('stage', stage) };
}
function readMatch(fields) {
    const times = fields.get('times');
    const where = fields.get('where')?.fields();
    const action = fields.get('action');
    return {
        ...read_fault_optional('action', action && readAction(action)),
        ...(where === undefined
            ? {}
            : { where: Object.fromEntries([...where].map(([name, value]) => [name, value.text()])) }),
        ...read_fault_optional('nth', fields.get('nth')?.wholeNumber(1)),
        ...read_fault_optional('times', readTimes(times))
    };
}
/** A known action, or `*`. A misspelled action would never match a call. */
function readAction(place) {
    const action = place.text(/^(\*|[A-Za-z]+)$/, 'an action or *');
    if (action !== '' && action !== '*' && !knownActions().includes(action)) {
        place.problem(`is not a known action; must be * or one of ${knownActions().join(', ')}`);
    }
    return action;
}
function readTimes(place) {
    const text = place?.text(/^([1-9]\d{0,8}|every)$/, 'a whole number of at least 1, or every');
    return text === undefined || text === '' ? undefined : text === 'every' ? text : Number(text);
}
/** `{ [name]: value }`, or `{}` if undefined: optional fields are omitted rather than undefined. */
function read_fault_optional(name, value) {
    return value === undefined ? {} : { [name]: value };
}

;// CONCATENATED MODULE: ./emulator/steering/assess.js



/** @returns one line per failed expectation, with the expected and the found value */
function assess(expected, facts) {
    const { dropped } = facts;
    return [
        ...(expected.requests !== undefined && dropped.requests > 0
            ? [notCountable('requests', dropped.requests)]
            : requestFailures('requests', expected.requests, facts.requests)),
        ...requestFailures('held', expected.held, facts.held),
        ...(expected.writes !== undefined && dropped.writes > 0
            ? [notCountable('writes', dropped.writes)]
            : writeFailures(expected.writes, facts)),
        ...expected.definitions.flatMap(({ at, definition }) => definitionFailures(`definition ${at.label}`, definition, facts.definition(at), 'not stored')),
        ...expected.inEffect.flatMap(({ at, definition }) => definitionFailures(`in effect ${at.label}`, definition, facts.inEffect(at), 'not published')),
        ...(expected.moved === undefined ? [] : moveFailures(expected.moved, facts.moved))
    ];
}
/** An incomplete count always fails, whatever the expected value. */
function notCountable(what, dropped) {
    return `${what}: cannot be counted because the oldest ${dropped} were dropped; assert more often, with since: previous`;
}
function requestFailures(what, expected, requests) {
    if (expected === undefined)
        return [];
    const counts = isCount(expected) ? [{ action: '*', count: expected }] : expected;
    return counts.flatMap(({ action, count }) => {
        const matches = starMatcher(action);
        const matching = requests.filter(request => matches(request.action));
        const shown = matching.map(request => showRequest(request));
        return countFailure(action === '*' ? what : `${what} ${action}`, count, shown);
    });
}
function writeFailures(expected, facts) {
    const { writes } = facts;
    if (expected === undefined)
        return [];
    const show = (write) => `${[facts.backendName(write.backendId), write.stageName].filter(part => part !== '').join('/')} ${write.kind === 'modified' ? '' : `${write.kind} `}by ${write.by}`;
    if (isCount(expected))
        return countFailure('writes', expected, writes.map(show));
    return expected.flatMap(({ at, count }) => {
        const matching = writes.filter(({ backendId, stageName }) => backendId === at.id && stageName === at.stage);
        return countFailure(`writes ${at.label}`, count, matching.map(show));
    });
}
function isCount(expected) {
    return !Array.isArray(expected);
}
const assess_MAX_LISTED = 5;
function countFailure(what, count, found) {
    if (isMet(count, found.length))
        return [];
    const more = found.length > assess_MAX_LISTED ? [`and ${found.length - assess_MAX_LISTED} more`] : [];
    const shown = found.length === 0 ? '' : ` (${[...found.slice(0, assess_MAX_LISTED), ...more].join('; ')})`;
    return [`${what}: expected ${showCount(count)}, found ${found.length}${shown}`];
}
function showRequest({ action, params, status }) {
    const { BackendId: backend, StageName: stage, serviceId: service, routeId: route } = params;
    const place = [backend, stage, service, route]
        .filter(part => part !== undefined && part !== '')
        .map(part => clean(part));
    return [clean(action) || '(no action)', ...place, `-> ${status ?? 'no response'}`].join(' ');
}
/** Sanitizes client input, which must not be interpreted as a workflow command. */
function clean(text = '') {
    return text.slice(0, 64).replaceAll(/[^\w.-]/g, '?');
}
function moveFailures(expected, moved) {
    const key = ({ id, stage }) => `${id}/${stage}`;
    const labels = (refs) => refs.map(({ label }) => label).join(', ') || 'none';
    const has = (refs, ref) => refs.some(other => key(other) === key(ref));
    const isSame = expected.every(ref => has(moved, ref)) && moved.every(ref => has(expected, ref));
    return isSame ? [] : [`moved: expected ${labels(expected)}, found ${labels(moved)}`];
}
function definitionFailures(what, expected, found, absent) {
    if (found === undefined)
        return [`${what}: expected ${show(expected)}, found none (${absent})`];
    return differences(expected, found, []).map(({ path, expected: before, found: after }) => `${what}: ${path.join('.')}: expected ${show(before)}, found ${show(after)}`);
}
function differences(expected, found, path) {
    const names = new Set([...Object.keys(expected), ...Object.keys(found)]);
    return [...names].flatMap(name => {
        const [left, right] = [own(expected, name), own(found, name)];
        const here = [...path, name];
        if (isJsonObject(left) && isJsonObject(right))
            return differences(left, right, here);
        return assess_isSame(left, right) ? [] : [{ path: here, expected: left, found: right }];
    });
}
function own(object, name) {
    return Object.hasOwn(object, name) ? object[name] : undefined;
}
/** Whether two definitions are equal, regardless of key order. */
function assess_isSame(left, right) {
    if (Array.isArray(left) && Array.isArray(right)) {
        return (left.length === right.length && left.every((item, index) => assess_isSame(item, right[index])));
    }
    if (isJsonObject(left) && isJsonObject(right))
        return differences(left, right, []).length === 0;
    return left === right;
}
const MAX_VALUE_LENGTH = 200;
function show(value) {
    if (value === undefined)
        return 'no such key';
    const text = JSON.stringify(value);
    return text.length > MAX_VALUE_LENGTH
        ? `${text.slice(0, MAX_VALUE_LENGTH)}\u2026 (${text.length} characters)`
        : text;
}

;// CONCATENATED MODULE: ./emulator/steering/names.js

/** Resolves labels such as `orders/RELEASE` (a backend or an API, by name or ID, in a stage), `service/\u2026` and `route/\u2026`. */
class Names {
    #cloud;
    constructor(cloud) {
        this.#cloud = cloud;
    }
    backendStage(label, place) {
        return this.#native(label, place) ?? find('backend', this.#cloud.backends(), label, place);
    }
    /**
     * Like `backendStage`, but requires a stage that has, had or received a definition. A misspelled stage would never have
     * a write, and an expectation of 0 would always be met.
     */
    writtenStage(label, place) {
        const ref = this.backendStage(label, place);
        const backend = this.#cloud.backends().find(({ id }) => id === ref.id);
        if (backend === undefined)
            return ref;
        const stages = new Set([
            ...(this.#cloud.seed.backends.find(({ id }) => id === ref.id)?.stages ?? []).map(({ name }) => name),
            ...backend.models.keys(),
            ...this.#cloud.writes().flatMap(({ backendId, stageName }) => (backendId === ref.id ? [stageName] : []))
        ]);
        if (ref.stage !== '' && !stages.has(ref.stage)) {
            place.problem(`refers to stage ${ref.stage}, in which ${backend.name} has no definition; must be one of ${[...stages].join(', ') || 'none'}`);
        }
        return ref;
    }
    apiStage(label, place) {
        return this.#native(label, place) ?? find('API', this.#cloud.apis(), label, place);
    }
    #native(label, place) {
        const { apig } = this.#cloud;
        if (label.startsWith('service/')) {
            const all = apig.services().map(({ id, name }) => ({ id, name }));
            const found = choose('service', all, label.slice('service/'.length), place);
            return { id: found?.id ?? '', kind: 'service', stage: '', label };
        }
        if (!label.startsWith('route/'))
            return undefined;
        const [api, name] = splitLast(label.slice('route/'.length));
        const routes = apig.routes().filter(route => api === '' || route.api.name === api || route.api.id === api);
        return { id: choose('route', routes, name, place)?.id ?? '', kind: 'route', stage: '', label };
    }
    /** Like `backendStage`, but requires a stage that has a definition now. */
    definedStage(label, place) {
        const ref = this.backendStage(label, place);
        if (ref.kind !== undefined)
            return ref;
        const stages = this.#cloud.stagesOf(ref.id);
        if (ref.id !== '' && !stages.includes(ref.stage)) {
            place.problem(unknownStage(ref.stage, label.slice(0, label.lastIndexOf('/')), stages));
        }
        return ref;
    }
}
function find(kind, all, label, place) {
    const [name, stage] = label.includes('/') ? splitLast(label) : [label, ''];
    if (name === '' || stage === '') {
        place.problem(`is invalid: "${label}"; must be ${kind === 'API' ? 'an API' : 'a backend'} and a stage, such as orders/RELEASE`);
        return { id: '', stage, label };
    }
    return { id: choose(kind, all, name, place)?.id ?? '', stage, label };
}
/** The parts before and after the last slash. */
function splitLast(label) {
    const slash = label.lastIndexOf('/');
    return [label.slice(0, Math.max(slash, 0)), label.slice(slash + 1)];
}
/** Finds an item by name or ID; reports unknown and ambiguous names. */
function choose(kind, all, name, place) {
    const found = all.filter(one => one.id === name || one.name === name);
    if (found.length === 0) {
        const known = all.map(one => one.name);
        place.problem(unknownName(kind, name, known));
    }
    if (found.length > 1) {
        place.problem(`refers to ${kind} "${name}", which is ambiguous; use one of the IDs ${found.map(({ id }) => id).join(', ')}`);
    }
    return found[0];
}

;// CONCATENATED MODULE: ./emulator/steering/steering.js









/** The request is invalid; one line per problem. */
class SteeringError extends Error {
    name = 'SteeringError';
    problems;
    constructor(problems) {
        super(problems.join('\n'));
        this.problems = problems;
    }
}
const CHANGES = [
    'clear-faults',
    'faults',
    'release-batches',
    'hold-batches',
    'release-holds',
    'holds',
    'write',
    'oidc-subject'
];
/** Calls that start a batch or a deployment. */
const HELD_ACTIONS = ['ModifyBackendModel', 'DeployHttpApi'];
/** Asserts what a running emulator has received and stores, and changes its behavior. */
class Steering {
    #emulator;
    #names;
    #start;
    #previous;
    #holding = [];
    #holds = [];
    constructor(emulator) {
        this.#emulator = emulator;
        this.#names = new Names(emulator.cloud);
        this.#start = this.#mark();
        this.#previous = this.#start;
    }
    /**
     * Checks the expectations, then applies the changes in this order: `clear-faults`, `faults`, `release-batches`,
     * `hold-batches`, `release-holds`, `holds`, `write`, `oidc-subject`. If an expectation is not met, nothing is changed.
     * @param text a mapping, as YAML or JSON
     * @throws SteeringError
     */
    run(text) {
        const document = new SeedDocument(text);
        // reading on after a syntax error would only report its consequences
        if (document.problems.length > 0) {
            throw new SteeringError(document.problems.map(({ line, column, message }) => `line ${line}, column ${column}: ${message}`));
        }
        const fields = document.root('the request').record([...EXPECTATIONS, ...CHANGES]);
        const expected = readExpectations(fields, this.#names);
        const changes = this.#readChanges(fields);
        if (document.problems.length > 0) {
            throw new SteeringError(document.problems.map(({ message }) => message));
        }
        const { cloud } = this.#emulator;
        const since = this.#since(expected.since);
        const plain = ({ at, definition }) => at.kind === 'route' ? { at, definition: plainBackend(definition) } : { at, definition };
        const normalized = {
            ...expected,
            definitions: expected.definitions.map(plain),
            inEffect: expected.inEffect.map(plain)
        };
        const failures = assess(normalized, {
            ...since,
            held: this.#emulator.heldRequests,
            definition: at => storedAt(cloud, at),
            inEffect: at => servedBy(cloud, at),
            backendName: id => nameOf(cloud, id)
        });
        const counts = new Map();
        for (const request of since.requests) {
            const action = clean(request.action);
            counts.set(action, (counts.get(action) ?? 0) + 1);
        }
        this.#previous = this.#mark();
        return {
            failures,
            changes: failures.length > 0 ? [] : changes.flatMap(change => change()),
            requests: Object.fromEntries(counts),
            writes: since.writes.length
        };
    }
    /** The changes to apply; each returns a line that describes what it did. */
    #readChanges(fields) {
        const { cloud, faults, issuer } = this.#emulator;
        const added = fields
            .get('faults')
            ?.list()
            .flatMap(place => readFault(place, faultNames(cloud)) ?? []) ?? [];
        const holds = fields.get('holds')?.list().map(readHold) ?? [];
        const holdAfter = fields.get('hold-batches')?.wholeNumber(0);
        const writes = readDefinitions(fields.get('write'), (name, place) => this.#names.definedStage(name, place));
        const subject = fields.get('oidc-subject')?.text();
        if (subject !== undefined && issuer === undefined) {
            fields.get('oidc-subject')?.problem('requires an emulator started with oidc');
        }
        return [
            ...(fields.get('clear-faults')?.flag() === true ? [() => this.#clearFaults()] : []),
            ...added.map(fault => () => {
                faults.add(fault);
                return [`fault ${fault.kind} added for ${fault.action ?? '*'}`];
            }),
            ...(fields.get('release-batches')?.flag() === true ? [() => this.#releaseBatches()] : []),
            ...(holdAfter === undefined ? [] : [() => this.#holdBatches(holdAfter)]),
            ...(fields.get('release-holds')?.flag() === true ? [() => this.#releaseHolds()] : []),
            ...holds.map(hold => () => this.#holdCalls(hold)),
            ...writes.map(write => () => writeAsOther(cloud, write)),
            ...(subject === undefined || issuer === undefined
                ? []
                : [
                    () => {
                        issuer.subject = subject;
                        return [`id tokens are now issued for ${subject}`];
                    }
                ])
        ];
    }
    #clearFaults() {
        this.#emulator.faults.clear();
        // held batches are implemented as faults, but `clear-faults` does not release them
        this.#emulator.faults.add(...this.#holding);
        return ['faults cleared'];
    }
    #holdBatches(after) {
        this.#stopHolding();
        this.#holding = HELD_ACTIONS.map(action => ({ kind: 'stuck-batch', action, times: 'every', after }));
        this.#emulator.faults.add(...this.#holding);
        return [`new batches are held after ${after} API${after === 1 ? '' : 's'}`];
    }
    #releaseBatches() {
        this.#stopHolding();
        this.#emulator.cloud.releaseBatches();
        return ['held batches released'];
    }
    #holdCalls(options) {
        this.#holds = [...this.#holds, this.#emulator.hold(options)];
        return [`${options.action ?? '*'} is held ${options.point}`];
    }
    #releaseHolds() {
        for (const hold of this.#holds)
            hold.release();
        this.#holds = [];
        return ['held calls released'];
    }
    #stopHolding() {
        for (const fault of this.#holding)
            this.#emulator.faults.remove(fault);
        this.#holding = [];
    }
    #mark() {
        const { cloud, requests, droppedRequests } = this.#emulator;
        const serving = new Map(served(cloud).map(at => [`${at.id}/${at.stage}`, servedBy(cloud, at)]));
        return {
            requests: droppedRequests + requests.length,
            writes: cloud.droppedWrites() + cloud.writes().length,
            nativeWrites: cloud.apig.droppedWrites() + cloud.apig.writes().length,
            serving
        };
    }
    #since(since) {
        const { requests: before, writes: writesBefore, nativeWrites: nativeBefore, serving } = since === 'start' ? this.#start : this.#previous;
        const { cloud, requests, droppedRequests } = this.#emulator;
        const { apig } = cloud;
        return {
            requests: requests.slice(Math.max(0, before - droppedRequests)),
            writes: [
                ...cloud.writes().slice(Math.max(0, writesBefore - cloud.droppedWrites())),
                ...apig
                    .writes()
                    .slice(Math.max(0, nativeBefore - apig.droppedWrites()))
                    .map(({ id, by }) => ({ kind: 'modified', backendId: id, stageName: '', by }))
            ],
            dropped: {
                requests: Math.max(0, droppedRequests - before),
                writes: Math.max(0, cloud.droppedWrites() - writesBefore) + Math.max(0, apig.droppedWrites() - nativeBefore)
            },
            moved: served(cloud).filter(at => !assess_isSame(serving.get(`${at.id}/${at.stage}`), servedBy(cloud, at)))
        };
    }
}
function faultNames(cloud) {
    return {
        backends: byIdAndName(cloud.backends()),
        apis: byIdAndName(cloud.apis()),
        stagesOf: backendId => cloud.stagesOf(backendId)
    };
}
/** Every API in each stage where it is or was published, and every service and route. */
function served(cloud) {
    const published = cloud
        .apis()
        .flatMap(({ id, name, deployments }) => [...deployments.keys()].map(stage => ({ id, stage, label: `${name}/${stage}` })));
    const native = [
        ...cloud.apig.services().map(({ id }) => ({ id, kind: 'service' })),
        ...cloud.apig.routes().map(({ id }) => ({ id, kind: 'route' }))
    ];
    return [...published, ...native.map(at => ({ ...at, stage: '', label: nameOf(cloud, at.id) }))];
}
function storedAt(cloud, { id, stage, kind }) {
    const { apig } = cloud;
    if (kind === undefined)
        return cloud.definition(id, stage);
    if (kind === 'service')
        return apig.service(id)?.fields;
    const route = apig.route(id);
    return route && plainBackend(route.backend);
}
function servedBy(cloud, { id, stage, kind }) {
    const { apig } = cloud;
    if (kind === undefined)
        return cloud.inEffect(id, stage)?.definition;
    if (kind === 'service') {
        const service = apig.service(id);
        return service && apig.serviceInEffect(service);
    }
    const route = apig.route(id);
    const live = route && apig.routeInEffect(route);
    return live && plainBackend(live.backend);
}
function nameOf(cloud, id) {
    const { apig } = cloud;
    const service = apig.service(id);
    if (service !== undefined)
        return `service/${service.name}`;
    const route = apig.route(id);
    if (route !== undefined)
        return `route/${route.api.name}/${route.name}`;
    return cloud.backends().find(backend => backend.id === id)?.name ?? id;
}
/** `{ action: ModifyBackendModel, point: before-commit, nth: 2 }` */
function readHold(place) {
    const fields = place.record(['action', 'point', 'nth'], ['point']);
    const action = fields.get('action');
    const nth = fields.get('nth')?.wholeNumber(1);
    const named = action === undefined ? '*' : readAction(action);
    return {
        point: fields.get('point')?.oneOf(HOLD_POINTS) ?? 'before-response',
        ...(named === '*' ? {} : { action: named }),
        ...(nth === undefined ? {} : { nth })
    };
}
function writeAsOther(cloud, { at, definition }) {
    try {
        if (at.kind === 'service')
            cloud.apig.writeService(at.id, definition);
        else if (at.kind === 'route')
            cloud.apig.writeRoute(at.id, { backendConfig: definition });
        else
            cloud.write(at.id, at.stage, definition);
    }
    catch (thrown) {
        if (!(thrown instanceof CloudError))
            throw thrown;
        throw new SteeringError([`write ${at.label}: ${thrown.code}: ${thrown.message}`]);
    }
    return [`${at.label}: definition changed by another writer`];
}

;// CONCATENATED MODULE: ./emulator/steering/server.js



/** The path that takes expectations and changes, by POST. */
const STEER_PATH = '/steer';
/**
 * Starts the control endpoint on its own port.
 * @param token the bearer token that authorizes requests
 * @param port defaults to 0, any free port
 */
async function startControl(emulator, token, port = 0) {
    const steering = new Steering(emulator);
    const closing = new AbortController();
    const server = createRequestServer(closing.signal, async (request, response) => {
        const { status, body } = await handle(steering, token, request);
        send(response, status, body);
    });
    const listener = await listenHttp(server, port);
    return {
        url: `http://${LOOPBACK}:${listener.port}`,
        async close() {
            closing.abort();
            await listener.close();
        }
    };
}
async function handle(steering, token, request) {
    const { body, tooLarge } = await readBody(request);
    if (!server_isSame(request.headers.authorization ?? '', `Bearer ${token}`)) {
        return problem(401, "the control token is missing or not this emulator's");
    }
    if (request.url !== STEER_PATH)
        return problem(404, `unknown path: must be ${STEER_PATH}`);
    if (request.method !== 'POST')
        return problem(405, 'unknown method: must be POST');
    if (tooLarge)
        return problem(413, 'the request body is too large');
    try {
        return { status: 200, body: steering.run(body.toString('utf8')) };
    }
    catch (thrown) {
        if (thrown instanceof SteeringError)
            return { status: 400, body: { problems: thrown.problems } };
        return problem(500, `the emulator failed: ${String(thrown)}`);
    }
}
function problem(status, message) {
    return { status, body: { problems: [message] } };
}
/** Constant-time comparison. */
function server_isSame(left, right) {
    const digest = (text) => (0,external_node_crypto_namespaceObject.createHash)('sha256').update(text).digest();
    return (0,external_node_crypto_namespaceObject.timingSafeEqual)(digest(left), digest(right));
}
function send(response, status, body) {
    response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
    response.end(`${JSON.stringify(body)}\n`);
}

;// CONCATENATED MODULE: external "node:fs"
const external_node_fs_namespaceObject = process.getBuiltinModule("node:fs");
;// CONCATENATED MODULE: external "node:path"
const external_node_path_namespaceObject = process.getBuiltinModule("node:path");
;// CONCATENATED MODULE: ./emulator/seed/read-statement.js

const EVERYTHING = { actions: ['*'], resources: ['*'] };
/** The statements of `allow` or `deny`; undefined if the field is missing. */
function readStatements(place) {
    return place?.list().map(read_statement_readStatement);
}
/** `ModifyBackendModel`, or `{ actions: [\u2026], resources: [\u2026] }`. */
function read_statement_readStatement(place) {
    if (!place.isMapping())
        return { actions: [read_statement_readAction(place)], resources: ['*'] };
    const fields = place.record(['actions', 'resources'], ['actions']);
    return {
        actions: (fields.get('actions')?.list() ?? []).map(read_statement_readAction),
        resources: fields
            .get('resources')
            ?.list()
            .map(resource => resource.text(/^(\*|acs:.+)$/, '* or an ARN that begins with acs:')) ?? ['*']
    };
}
function read_statement_readAction(place) {
    const action = place.text(/^([a-z]+:)?[A-Za-z*]+$/, 'an action such as ModifyBackendModel or Describe*');
    if (action === '*' || action.includes(':'))
        return action;
    return APIG_ACTIONS.some(name => name === action) ? `apig:${action}` : `apigateway:${action}`;
}

;// CONCATENATED MODULE: ./emulator/seed/read-role.js



const NAME = [/^[\w.-]{1,64}$/, 'letters, digits, ., - and _'];
function readOidcProvider(place, accountIds) {
    const fields = place.record(['account', 'name', 'issuer', 'client-ids', 'jwks'], ['name', 'issuer', 'client-ids']);
    const account = readAccountId(fields, accountIds);
    const name = fields.get('name')?.text(...NAME) ?? '';
    return {
        account,
        name,
        arn: `acs:ram::${account}:oidc-provider/${name}`,
        issuer: fields.get('issuer')?.text(/^https?:\/\/\S+[^/\s]$/, 'a URL without a trailing slash') ?? '',
        clientIds: (fields.get('client-ids')?.list() ?? []).map(id => id.text()),
        jwks: fields.get('jwks')?.json()
    };
}
function readRole(place, accountIds) {
    const known = ['account', 'name', 'trust', 'allow', 'deny', 'max-session-seconds', 'session-seconds'];
    const fields = place.record(known, ['name', 'trust']);
    const account = readAccountId(fields, accountIds);
    const name = fields.get('name')?.text(...NAME) ?? '';
    return {
        account,
        name,
        arn: `acs:ram::${account}:role/${name}`,
        maxSessionSeconds: fields.get('max-session-seconds')?.wholeNumber(3600, 43_200) ?? 3600,
        sessionSeconds: fields.get('session-seconds')?.wholeNumber(1),
        trust: readTrust(fields.get('trust')),
        allow: readStatements(fields.get('allow')) ?? [EVERYTHING],
        deny: readStatements(fields.get('deny')) ?? []
    };
}
/** The account of an item. Defaults to the first account. */
function readAccountId(fields, accountIds) {
    const account = fields.get('account')?.text() ?? accountIds[0] ?? '';
    if (!accountIds.includes(account)) {
        fields.get('account')?.problem(unknownName('account', account, accountIds));
    }
    return account;
}
/** A trust policy in RAM's format, so that a real one can be pasted. */
function readTrust(place) {
    const fields = place?.record(['Version', 'Statement'], ['Statement']);
    fields?.get('Version')?.text(/^1$/, '1');
    return (fields?.get('Statement')?.list() ?? []).map(readTrustStatement);
}
function readTrustStatement(place) {
    const fields = place.record(['Effect', 'Action', 'Principal', 'Condition'], ['Effect', 'Action', 'Principal']);
    fields.get('Action')?.text(/^sts:AssumeRole$/, 'sts:AssumeRole');
    const principal = fields.get('Principal')?.record(['Federated'], ['Federated']);
    return {
        effect: fields.get('Effect')?.oneOf(['Allow', 'Deny']) ?? 'Deny',
        federated: read_role_texts(principal?.get('Federated')),
        conditions: [...(fields.get('Condition')?.record(TRUST_OPERATORS) ?? [])].flatMap(([operator, keys]) => [...keys.record(TRUST_KEYS)].map(([key, values]) => ({ operator, key, values: read_role_texts(values) })))
    };
}
/** A string, or a list of strings. */
function read_role_texts(place) {
    if (place === undefined)
        return [];
    return place.isList() ? place.list().map(item => item.text()) : [place.text()];
}

;// CONCATENATED MODULE: ./emulator/seed/read-backend.js


const read_backend_STAGE = /^[A-Z0-9]{2,10}$/;
function readBackend(place, accountIds) {
    const known = ['id', 'account', 'name', 'type', 'description', 'stages'];
    const fields = place.record(known, ['name', 'type']);
    const name = fields.get('name')?.text() ?? '';
    const id = fields.get('id')?.text() ?? idOf(`backend/${name}`);
    const account = readAccountId(fields, accountIds);
    const stages = [...(fields.get('stages')?.fields() ?? [])];
    return {
        id,
        account,
        name,
        type: fields.get('type')?.text(/^[A-Z][A-Z0-9_]*$/, 'a backend type such as HTTP') ?? '',
        description: fields.get('description')?.text(/^[^]*$/) ?? '',
        stages: stages.map(([stageName, stage]) => readStage(stageName, stage, id))
    };
}
/** Reads a definition, or the long form: a mapping with the key `definition`. */
function readStage(name, place, backendId) {
    if (!read_backend_STAGE.test(name))
        place.problem('must have a name of 2 to 10 uppercase letters and digits');
    const modelId = idOf(`model/${backendId}/${name}`);
    if (!place.isMapping() || !place.fields().has('definition')) {
        return { name, modelId, description: '', definition: place.json() };
    }
    const fields = place.record(['model-id', 'description', 'definition']);
    return {
        name,
        modelId: fields.get('model-id')?.text() ?? modelId,
        description: fields.get('description')?.text(/^[^]*$/) ?? '',
        definition: fields.get('definition')?.json() ?? {}
    };
}

;// CONCATENATED MODULE: ./emulator/apig/doubts.js
const ROUTE_SAVES = ['draft', 'live'];
const PUTS = ['replace', 'merge'];
const DEPLOY_FAILURES = ['never', 'once', 'always'];
const FAILED_DEPLOY_SERVES = ['previous', 'saved', 'nothing'];
const EQUAL_DRAFTS = ['DeployedWithChanges', 'Deployed'];
const LOCK_STATUSES = ['409', '200'];
const NOT_FOUND_STATUSES = ['404', '200'];
const MESSAGES = ['english', 'chinese'];
const SINGLE_SCENES = ['SingleService', 'Single'];
const SINGLE_WEIGHTS = ['shown', 'absent'];
const SERVICE_ORDERS = ['kept', 'reversed'];
const BUILTIN_TYPES = ['string', 'boolean'];
const ENVIRONMENT_IDS = ['take', 'refuse'];
const DENIAL_FORMS = ['upper', 'lower'];
const WEIGHT_SUMS = ['check', 'take'];
const DEFAULT_APIG_DOUBTS = {
    routeSave: 'draft',
    routePut: 'replace',
    servicePut: 'merge',
    deployStatusLag: 0,
    deployTouchesTimestamp: false,
    deployFailure: 'never',
    failedDeployServes: 'previous',
    equalDraft: 'DeployedWithChanges',
    deployStatuses: ['Deploying', 'Deployed'],
    lockFailures: 0,
    lockFailedStatus: '409',
    gatewayLock: false,
    notFoundStatus: '404',
    messages: 'english',
    singleScene: 'SingleService',
    singleWeight: 'shown',
    serviceOrder: 'kept',
    builtinType: 'string',
    environmentId: 'take',
    denialForm: 'upper',
    weightSum: 'check',
    serviceVisibleAfterMs: 0,
    serviceLiveAfterMs: 0
};

;// CONCATENATED MODULE: ./emulator/cloud/doubts.js

/**
 * The rules of strict mode, derived from the documentation, the SDK and Terraform. Each can be enabled separately,
 * because none was verified against the service. BEHAVIOR.md has a line for each.
 */
const STRICT_RULES = [
    'data-types',
    'required-keys',
    'foreign-keys',
    'vpc-access',
    'description-length',
    'documented-keys',
    'documented-types',
    'documented-times'
];
const NORMALIZATIONS = ['addresses', 'numbers', 'spaces'];
const TASK_IDS = ['api', 'other', 'none'];
const OPERATION_IDS = ['always', 'with-apis', 'never'];
const UNKNOWN_KEYS = ['take', 'refuse'];
const PAGE_SIZE_OVER = ['refuse', 'cut'];
const DEFAULT_DOUBTS = {
    merge: false,
    normalize: [],
    defaults: {},
    unreturnedKeys: [],
    unknownKeys: 'take',
    lateVisibilityMs: 0,
    operationId: 'always',
    taskFoundLateMs: 0,
    taskIds: 'api',
    statuses: ['UPDATING', 'OVER'],
    listPending: false,
    lock: false,
    pageSizeLimit: 100,
    pageSizeOver: 'refuse',
    ...DEFAULT_APIG_DOUBTS
};

;// CONCATENATED MODULE: ./emulator/seed/read-doubts.js


const KEY = [/^\w+(\.\w+)*$/, 'a key of a definition, such as VpcConfig.VpcScheme'];
const STATUS = [/^\S(.*\S)?$/, 'a status'];
/** Every switch with its name in the seed and its reader. */
const SWITCHES = {
    merge: ['merge', place => place.flag()],
    normalize: ['normalize', place => place.list().flatMap(item => item.oneOf(NORMALIZATIONS) ?? [])],
    defaults: ['defaults', place => place.json()],
    unreturnedKeys: ['unreturned-keys', place => place.list().map(item => item.text(...KEY))],
    unknownKeys: ['unknown-keys', place => place.oneOf(UNKNOWN_KEYS)],
    lateVisibilityMs: ['late-visibility-ms', place => place.wholeNumber(0)],
    operationId: ['operation-id', place => place.oneOf(OPERATION_IDS)],
    taskFoundLateMs: ['task-found-late-ms', place => place.wholeNumber(0)],
    taskIds: ['task-ids', place => place.oneOf(TASK_IDS)],
    statuses: ['statuses', readStatuses],
    listPending: ['list-pending', place => place.flag()],
    lock: ['lock', place => place.flag()],
    pageSizeLimit: ['page-size-limit', place => place.wholeNumber(1)],
    pageSizeOver: ['page-size-over', place => place.oneOf(PAGE_SIZE_OVER)],
    routeSave: ['route-save', place => place.oneOf(ROUTE_SAVES)],
    routePut: ['route-put', place => place.oneOf(PUTS)],
    servicePut: ['service-put', place => place.oneOf(PUTS)],
    deployStatusLag: ['deploy-status-lag', place => place.wholeNumber(0)],
    deployTouchesTimestamp: ['deploy-touches-timestamp', place => place.flag()],
    deployFailure: ['deploy-failure', place => place.oneOf(DEPLOY_FAILURES)],
    failedDeployServes: ['failed-deploy-serves', place => place.oneOf(FAILED_DEPLOY_SERVES)],
    equalDraft: ['equal-draft', place => place.oneOf(EQUAL_DRAFTS)],
    deployStatuses: ['deploy-statuses', readStatuses],
    lockFailures: ['lock-failures', place => place.wholeNumber(0)],
    lockFailedStatus: ['lock-failed-status', place => readWord(place, LOCK_STATUSES)],
    gatewayLock: ['gateway-lock', place => place.flag()],
    notFoundStatus: ['not-found-status', place => readWord(place, NOT_FOUND_STATUSES)],
    messages: ['messages', place => place.oneOf(MESSAGES)],
    singleScene: ['single-scene', place => place.oneOf(SINGLE_SCENES)],
    singleWeight: ['single-weight', place => place.oneOf(SINGLE_WEIGHTS)],
    serviceOrder: ['service-order', place => place.oneOf(SERVICE_ORDERS)],
    builtinType: ['builtin-type', place => place.oneOf(BUILTIN_TYPES)],
    environmentId: ['environment-id', place => place.oneOf(ENVIRONMENT_IDS)],
    denialForm: ['denial-form', place => place.oneOf(DENIAL_FORMS)],
    weightSum: ['weight-sum', place => place.oneOf(WEIGHT_SUMS)],
    serviceVisibleAfterMs: ['service-visible-after-ms', place => place.wholeNumber(0)],
    serviceLiveAfterMs: ['service-live-after-ms', place => place.wholeNumber(0)]
};
const namesOf = (isNative) => Object.entries(SWITCHES).flatMap(([key, [name]]) => Object.hasOwn(DEFAULT_APIG_DOUBTS, key) === isNative ? [name] : []);
/** The names of the switches in the seed, for CloudAPI and for Cloud-native API Gateway. */
const TRADITIONAL_DOUBT_NAMES = namesOf(false);
const NATIVE_DOUBT_NAMES = namesOf(true);
const DOUBT_NAMES = [...TRADITIONAL_DOUBT_NAMES, ...NATIVE_DOUBT_NAMES];
function readDoubts(place) {
    const fields = place?.record(DOUBT_NAMES);
    const read = Object.entries(SWITCHES).flatMap(([key, [name, reader]]) => {
        const field = fields?.get(name);
        const value = field === undefined ? undefined : reader(field);
        return value === undefined ? [] : [[key, value]];
    });
    return { ...DEFAULT_DOUBTS, ...Object.fromEntries(read) };
}
/** `true`, `false`, or a list of rules. */
function readStrict(place, byDefault) {
    if (place?.isList() === true) {
        return place.list().flatMap(item => item.oneOf(STRICT_RULES) ?? []);
    }
    return (place?.flag() ?? byDefault) ? STRICT_RULES : [];
}
/** One of a few words or numbers; numbers can be quoted. */
function readWord(place, words) {
    const text = place.text(/[^]/, `one of ${words.join(', ')}`);
    const word = words.find(candidate => candidate === text);
    if (word === undefined && text !== '')
        place.problem(`must be one of ${words.join(', ')}`);
    return word;
}
function readStatuses(place) {
    const statuses = place.list().map(item => item.text(...STATUS));
    if (place.isList() && statuses.length === 0)
        place.problem('must contain at least the final status');
    return statuses.length === 0 ? undefined : statuses;
}

;// CONCATENATED MODULE: ./emulator/seed/read-gateway.js

/** A deterministic id in the product's format. */
function nativeId(prefix, text) {
    return `${prefix}-${idOf(text).slice(0, 20)}`;
}
/** An ID set in the seed. */
function readId(place) {
    return place?.text(/^[A-Za-z0-9][A-Za-z0-9._-]{1,127}$/, 'an ID such as svc-cr6pk4tlhtgm58e0');
}
/** A gateway with its only environment. */
function readGateway(place, accountIds, region) {
    const known = ['id', 'account', 'name', 'type', 'status', 'environment-id'];
    const fields = place.record(known, ['name']);
    const name = fields.get('name')?.text() ?? '';
    const id = readId(fields.get('id')) ?? nativeId('gw', `gateway/${name}`);
    const account = fields.get('account')?.text() ?? accountIds[0] ?? '';
    if (!accountIds.includes(account))
        fields.get('account')?.problem('is not an account of this seed');
    const environmentId = readId(fields.get('environment-id')) ?? nativeId('env', `environment/${id}`);
    const subDomain = (networkType, suffix) => ({
        domainId: nativeId('d', `${environmentId}/${networkType}`),
        name: `${environmentId}-${region}${suffix}.alicloudapi.com`.toLowerCase(),
        networkType
    });
    return {
        id,
        account,
        name,
        type: fields.get('type')?.text(/^\w+$/, 'a type such as API or AI') ?? 'API',
        status: fields.get('status')?.text() ?? 'Running',
        environment: {
            id: environmentId,
            name: `default-${id}`,
            gatewayId: id,
            subDomains: [subDomain('Internet', ''), subDomain('Intranet', '-vpc')]
        }
    };
}

;// CONCATENATED MODULE: ./emulator/seed/read-http-api.js




/** Custom domains; referring to a domain creates it. */
class Domains {
    #byName = new Map();
    /** The ID of an account's domain. */
    idOf(name, account) {
        const key = `${account}/${name}`;
        const known = this.#byName.get(key);
        if (known !== undefined)
            return known.id;
        const id = nativeId('d', `domain/${key}`);
        this.#byName.set(key, { id, account, name });
        return id;
    }
    all() {
        return [...this.#byName.values()];
    }
}
const read_http_api_STATUS = [/^\S(.*\S)?$/, 'a status such as Deployed'];
const PATH = [/^\/\S*$/, 'a path that begins with /'];
const METHOD = [/^[A-Z]+$/, 'a method such as GET'];
const DEPLOYED = 'Deployed';
function readHttpApi(place, gateways, services, domains) {
    const known = [
        ...['id', 'name', 'gateway', 'type', 'base-path', 'description', 'backend', 'domains', 'status'],
        ...['routes', 'operations']
    ];
    const fields = place.record(known, ['name', 'gateway']);
    const name = fields.get('name')?.text() ?? '';
    const gateway = resolveReference(fields.get('gateway'), gateways, 'gateway');
    const id = readId(fields.get('id')) ?? nativeId('api', `http-api/${gateway?.id ?? ''}/${name}`);
    const own = byIdAndName(services.filter(service => service.gateway === gateway?.id));
    const parts = { gateway, services: own, domains };
    return {
        id,
        name,
        gateway: gateway?.id ?? '',
        type: fields.get('type')?.text(/^[A-Za-z]+$/, 'a type such as Http or Rest') ?? 'Http',
        basePath: fields.get('base-path')?.text(...PATH) ?? '/',
        description: fields.get('description')?.text(/^[^]*$/) ?? '',
        backend: readOptionalBackend(fields.get('backend'), parts),
        domainIds: readDomains(fields.get('domains'), parts),
        status: fields.get('status')?.text(...read_http_api_STATUS) ?? DEPLOYED,
        routes: (fields.get('routes')?.list() ?? []).map(route => readRoute(route, id, parts)),
        operations: (fields.get('operations')?.list() ?? []).map(one => readOperation(one, id, parts))
    };
}
function readRoute(place, apiId, parts) {
    const known = [
        ...['id', 'name', 'description', 'path', 'match', 'methods', 'domains', 'backend', 'live', 'status'],
        ...['builtin', 'mcp']
    ];
    const fields = place.record(known, ['name', 'backend']);
    const name = fields.get('name')?.text() ?? '';
    const methods = fields.get('methods')?.list();
    const live = fields.get('live');
    const mcp = fields.get('mcp');
    return {
        id: readId(fields.get('id')) ?? nativeId('hr', `route/${apiId}/${name}`),
        name,
        description: fields.get('description')?.text(/^[^]*$/) ?? '',
        match: {
            path: readPath(fields.get('path')),
            ...(methods === undefined ? {} : { methods: methods.map(method => method.text(...METHOD)) }),
            ignoreUriCase: false,
            ...fields.get('match')?.json()
        },
        domainIds: readDomains(fields.get('domains'), parts),
        backend: readBackendOf(fields.get('backend'), parts),
        live: live === undefined ? undefined : readBackendOf(live, parts),
        status: fields.get('status')?.text(...read_http_api_STATUS) ?? DEPLOYED,
        builtin: fields.get('builtin')?.flag() ?? false,
        // `mcp: true` generates the MCP server's settings
        mcp: mcp === undefined ? undefined : mcp.isMapping() ? mcp.json() : readMcp(mcp)
    };
}
function readMcp(place) {
    return place.flag() ? { mcpRouteConfig: { protocol: 'HTTP', exposedUriPath: '/mcp' } } : undefined;
}
/** `/orders` (a prefix), or `{ type: Regex, value: \u2026 }`. */
function readPath(place) {
    if (place?.isMapping() !== true)
        return { type: 'Prefix', value: place?.text(...PATH) ?? '/' };
    const fields = place.record(['type', 'value'], ['type', 'value']);
    const type = fields.get('type')?.oneOf(['Exact', 'Prefix', 'Regex']) ?? 'Prefix';
    const value = fields.get('value')?.text() ?? '/';
    if (type === 'Regex' && compilePathRegex(value) === undefined) {
        fields.get('value')?.problem('is not a valid RE2 regular expression, or is too large');
    }
    return { type, value };
}
function readOperation(place, apiId, parts) {
    const known = ['id', 'name', 'method', 'path', 'backend', 'status'];
    const fields = place.record(known, ['name', 'path']);
    const name = fields.get('name')?.text() ?? '';
    return {
        id: readId(fields.get('id')) ?? nativeId('op', `operation/${apiId}/${name}`),
        name,
        method: fields.get('method')?.text(...METHOD) ?? 'GET',
        path: fields.get('path')?.text(...PATH) ?? '/',
        backend: readOptionalBackend(fields.get('backend'), parts),
        status: fields.get('status')?.text(...read_http_api_STATUS) ?? DEPLOYED
    };
}
/** Host names; all gateways of an account share them. */
function readDomains(place, { gateway, domains }) {
    return (place?.list() ?? []).map(domain => {
        const name = domain.text(/^(\*\.)?[A-Za-z0-9.-]+$/, 'a host name without a port').toLowerCase();
        return domains.idOf(name, gateway?.account ?? '');
    });
}
function readOptionalBackend(place, parts) {
    return place === undefined ? null : readBackendOf(place, parts);
}
const SERVICE = ['service', 'port', 'protocol', 'version', 'weight'];
/** `{ service: orders }`, `{ services: [{ service, weight }] }`, or the API's format: `{ scene, services: [{ serviceId }] }`. */
function readBackendOf(place, parts) {
    const fields = place?.fields() ?? new Map();
    if (place === undefined)
        return {};
    if (fields.has('scene'))
        return readScene(place.json(), place, parts);
    if (!fields.has('services'))
        return { scene: 'SingleService', services: [read_http_api_readTarget(place, parts)] };
    place.record(['services']);
    const services = (fields.get('services')?.list() ?? []).map(service => read_http_api_readTarget(service, parts));
    const sum = services.reduce((total, { weight }) => total + Number(weight ?? 0), 0);
    if (services.length > 1 && sum !== 100)
        place.problem('must have weights that sum to 100');
    return { scene: services.length === 1 ? 'SingleService' : 'MultiServiceByRatio', services };
}
/** A backend in the API's format; services can also be referred to by name. */
function readScene(backend, place, { services }) {
    const targets = backend['services'];
    if (!Array.isArray(targets))
        return { ...backend, services: [] };
    const named = targets.map(target => {
        if (!isJsonObject(target) || typeof target['service'] !== 'string')
            return target;
        const { service, ...others } = target;
        const found = services.get(service);
        if (found === undefined)
            place.problem(`refers to ${service}, which is not a service of this gateway`);
        return { serviceId: found?.id ?? '', ...others };
    });
    return { ...backend, services: named };
}
function read_http_api_readTarget(place, { services }) {
    const fields = place.record(SERVICE, ['service']);
    const { id = '' } = resolveReference(fields.get('service'), services, 'service of this gateway') ?? {};
    const optional = (name, read) => {
        const field = fields.get(name);
        return field === undefined ? {} : { [name]: read(field) };
    };
    return {
        serviceId: id,
        ...optional('protocol', field => field.text()),
        ...optional('port', field => field.wholeNumber(1, 65_535)),
        ...optional('version', field => field.text()),
        ...optional('weight', field => field.wholeNumber(0, 100))
    };
}

;// CONCATENATED MODULE: ./emulator/seed/read-service.js


const OWN = ['id', 'name', 'gateway', 'type', 'addresses', 'health', 'unhealthy'];
/** Fields of a service under the names that reads return. */
const OTHERS = [
    'protocol',
    'ports',
    'healthCheck',
    'outlierDetection',
    'dnsServers',
    'aiServiceConfig',
    'agentServiceConfig',
    'healthyPanicThreshold',
    'modelProviderId',
    'versions',
    'labelDetails',
    'groupName',
    'namespace',
    'qualifier',
    'resourceGroupId',
    'expressType',
    'runtimeDetailStatus',
    'runtimeDetailErrorCode',
    'outlierEndpoints'
];
/** `gateway` is an ID or a name. */
function readService(place, gateways) {
    const fields = place.record([...OWN, ...OTHERS], ['name', 'gateway', 'type']);
    const name = fields.get('name')?.text() ?? '';
    const gateway = resolveReference(fields.get('gateway'), gateways, 'gateway');
    const addresses = fields
        .get('addresses')
        ?.list()
        .map(address => readAddress(address));
    const others = OTHERS.flatMap(key => {
        const field = fields.get(key);
        return field === undefined ? [] : [[key, field.value()]];
    });
    const readable = {
        ...(addresses === undefined ? {} : { addresses }),
        ...Object.fromEntries(others)
    };
    const health = fields.get('health')?.text();
    // only the seed's addresses: those set later can be healthy
    const unhealthy = health === 'Unhealthy' ? (addresses ?? []) : [];
    const isByAddress = health === 'Healthy' || unhealthy.length > 0;
    return {
        id: readId(fields.get('id')) ?? nativeId('svc', `service/${gateway?.id ?? ''}/${name}`),
        name,
        gateway: gateway?.id ?? '',
        type: fields.get('type')?.text(/^[A-Z][A-Z0-9_]*$/, 'a type such as VIP, DNS or FC3') ?? '',
        fields: readable,
        health: isByAddress ? undefined : health,
        unhealthy: [...unhealthy, ...(fields.get('unhealthy')?.list() ?? []).map(address => readAddress(address))]
    };
}
function readAddress(place) {
    return place.text(/^[^\s/]+:\d{1,5}$/, 'a host and a port, such as 10.0.0.1:8080');
}

;// CONCATENATED MODULE: ./emulator/seed/read-seed.js











const TOP = [
    'region',
    'accounts',
    'oidc-providers',
    'roles',
    'backends',
    'groups',
    'apis',
    'gateways',
    'services',
    'http-apis',
    'vpc',
    'batch',
    'strict',
    'doubts',
    'throttle',
    'faults'
];
const REGION = /^[a-z0-9]+(-[a-z0-9]+)*$/;
/** Reads as much of the seed as possible; problems are in document order. */
function readSeed(yaml, strictByDefault) {
    const source = new SeedDocument(yaml);
    // after a syntax error, report only syntax errors: the others are consequences
    const syntax = [...source.problems];
    const top = source.root().record(TOP, ['accounts']);
    const list = (name) => top.get(name)?.list() ?? [];
    const places = {
        accounts: list('accounts'),
        oidcProviders: list('oidc-providers'),
        roles: list('roles'),
        backends: list('backends'),
        groups: list('groups'),
        apis: list('apis'),
        gateways: list('gateways'),
        services: list('services'),
        httpApis: list('http-apis'),
        vpc: list('vpc')
    };
    const accounts = places.accounts.map(readAccount);
    const accountIds = accounts.map(({ id }) => id);
    const oidcProviders = places.oidcProviders.map(place => readOidcProvider(place, accountIds));
    const roles = places.roles.map(place => readRole(place, accountIds));
    const backends = places.backends.map(place => readBackend(place, accountIds));
    const groups = places.groups.map(readGroup);
    const [groupsByName, backendsByName] = [byIdAndName(groups), byIdAndName(backends)];
    const apis = places.apis.map(place => readApi(place, groupsByName, backendsByName));
    const region = top.get('region')?.text(REGION, 'a region ID such as cn-hangzhou') ?? 'cn-hangzhou';
    const gateways = places.gateways.map(place => readGateway(place, accountIds, region));
    const gatewaysByName = byIdAndName(gateways);
    const services = places.services.map(place => readService(place, gatewaysByName));
    const domains = new Domains();
    const httpApis = places.httpApis.map(place => readHttpApi(place, gatewaysByName, services, domains));
    const native = new Set(domains.all().map(({ name }) => name));
    for (const [index, group] of groups.entries()) {
        const both = group.domains.find(name => native.has(name));
        // both products share a port and are distinguished by the Host
        if (both !== undefined)
            places.groups[index]?.problem(`uses the domain ${both}, which http-apis also uses`);
    }
    const vpc = places.vpc.map(readVpcAccess);
    const names = {
        backends: backendsByName,
        apis: byIdAndName(apis),
        stagesOf: (backendId) => backendsByName.get(backendId)?.stages.map(({ name }) => name) ?? []
    };
    const faults = list('faults').flatMap(place => readFault(place, names) ?? []);
    if (top.has('accounts') && !accounts.some(({ keys }) => keys.length > 0)) {
        top.get('accounts')?.problem('must contain at least one access key');
    }
    unique(places.accounts, accounts, ({ id }) => [id], 'id');
    unique(places.accounts, accounts, ({ keys }) => keys.map(({ id }) => id), 'access key');
    unique(places.oidcProviders, oidcProviders, ({ arn }) => [arn], 'ARN');
    unique(places.roles, roles, ({ arn }) => [arn], 'ARN');
    unique(places.backends, backends, ({ id }) => [id], 'id');
    unique(places.groups, groups, ({ id }) => [id], 'id');
    unique(places.groups, groups, ({ domains }) => domains, 'domain');
    unique(places.apis, apis, ({ id }) => [id], 'id');
    unique(places.gateways, gateways, ({ id }) => [id], 'id');
    unique(places.services, services, ({ id }) => [id], 'id');
    unique(places.services, services, ({ gateway, name }) => [`${name} in gateway ${gateway}`], 'name');
    unique(places.httpApis, httpApis, ({ id }) => [id], 'id');
    unique(places.httpApis, httpApis, ({ routes }) => routes.map(({ id }) => id), 'route');
    unique(places.httpApis, httpApis, ({ operations }) => operations.map(({ id }) => id), 'operation');
    unique(places.vpc, vpc, ({ accessId }) => [accessId], 'access-id');
    const batch = readBatch(top.get('batch'));
    const strict = readStrict(top.get('strict'), strictByDefault);
    const doubts = readDoubts(top.get('doubts'));
    const throttle = readThrottle(top.get('throttle'));
    const found = syntax.length > 0 ? syntax : source.problems;
    const problems = found.toSorted((a, b) => a.line - b.line || a.column - b.column);
    const seed = {
        region,
        accounts,
        oidcProviders,
        roles,
        backends,
        groups,
        apis,
        gateways,
        domains: domains.all(),
        services,
        httpApis,
        vpc,
        batch,
        strict,
        doubts,
        throttle,
        faults
    };
    return { seed, problems };
}
function readAccount(place) {
    const fields = place.record(['id', 'keys'], ['id', 'keys']);
    return {
        id: fields.get('id')?.text(/^\d{1,20}$/, 'digits') ?? '',
        keys: (fields.get('keys')?.list() ?? []).map(readKey)
    };
}
function readKey(place) {
    const known = ['id', 'secret', 'name', 'security-token', 'disabled', 'expired', 'allow', 'deny'];
    const fields = place.record(known, ['id', 'secret']);
    return {
        id: fields.get('id')?.text(/^[^\s,;=]+$/, 'a string without spaces, commas, semicolons and =') ?? '',
        secret: fields.get('secret')?.text() ?? '',
        name: fields.get('name')?.text() ?? 'emulator',
        securityToken: fields.get('security-token')?.text(),
        disabled: fields.get('disabled')?.flag() ?? false,
        expired: fields.get('expired')?.flag() ?? false,
        allow: readStatements(fields.get('allow')) ?? [EVERYTHING],
        deny: readStatements(fields.get('deny')) ?? []
    };
}
function readGroup(place) {
    const fields = place.record(['id', 'name', 'domains'], ['name', 'domains']);
    const name = fields.get('name')?.text() ?? '';
    const domains = (fields.get('domains')?.list() ?? []).map(domain => domain.text(/^[A-Za-z0-9.-]+$/, 'a host name without a port').toLowerCase());
    return { id: fields.get('id')?.text() ?? idOf(`group/${name}`), name, domains };
}
function readVpcAccess(place) {
    const known = ['access-id', 'address', 'name', 'vpc-id', 'instance-id', 'port'];
    const fields = place.record(known, ['address']);
    // an instance can also be identified directly, without a VPC access
    const isIdentified = fields.has('access-id') || (fields.has('vpc-id') && fields.has('instance-id'));
    if (place.isMapping() && !isIdentified)
        place.problem('requires access-id, or vpc-id and instance-id');
    const accessId = fields.get('access-id')?.text() ?? '';
    return {
        accessId,
        address: fields.get('address')?.text(/^https?:\/\/[^\s/]+\/?$/, 'an http URL of a host') ?? '',
        name: fields.get('name')?.text() ?? accessId,
        vpcId: fields.get('vpc-id')?.text() ?? '',
        instanceId: fields.get('instance-id')?.text() ?? '',
        port: fields.get('port')?.wholeNumber(1, 65_535) ?? 80
    };
}
function readBatch(place) {
    const fields = place?.record(['ms-per-api', 'deploy-ms']);
    return {
        msPerApi: fields?.get('ms-per-api')?.wholeNumber(0) ?? 0,
        deployMs: fields?.get('deploy-ms')?.wholeNumber(0) ?? 0
    };
}
function readThrottle(place) {
    const fields = place?.record(['per-second', 'burst'], ['per-second']);
    if (fields === undefined)
        return undefined;
    const perSecond = fields.get('per-second')?.wholeNumber(1) ?? 1;
    return { perSecond, burst: fields.get('burst')?.wholeNumber(1) ?? perSecond };
}
/** Reports every item that repeats a value of an earlier one. */
function unique(places, items, valuesOf, what) {
    const seen = new Set();
    for (const [index, item] of items.entries()) {
        for (const value of valuesOf(item)) {
            const place = places[index];
            if (value !== '' && seen.has(value) && place !== undefined) {
                const isDerived = what === 'id' && !place.fields().has('id');
                const cure = isDerived ? '; IDs are derived from names by default: set a unique ID' : '';
                place.problem(`has a duplicate ${what}: ${value}${cure}`);
            }
            seen.add(value);
        }
    }
}

;// CONCATENATED MODULE: ./emulator/seed.js


const TRUST_OPERATORS = ['StringEquals', 'StringLike'];
const TRUST_KEYS = ['oidc:iss', 'oidc:aud', 'oidc:sub'];
/** All problems of a seed, each with its position. */
class SeedError extends Error {
    name = 'SeedError';
    problems;
    constructor(problems) {
        super(problems.map(({ line, column, message }) => `${line}:${column}: ${message}`).join('\n'));
        this.problems = problems;
    }
}
/** The emulator cannot start with these options; the message includes the fix. */
class StartError extends Error {
    name = 'StartError';
}
/**
 * Parses and validates a seed.
 * @throws SeedError
 */
function parseSeed(yaml, { strictByDefault = false } = {}) {
    const { seed, problems } = readSeed(yaml, strictByDefault);
    if (problems.length > 0)
        throw new SeedError(problems);
    return seed;
}
/** The seed fields of a cloud without Cloud-native API Gateway. */
const NO_NATIVE_RESOURCES = { gateways: [], domains: [], services: [], httpApis: [] };
const DEFAULT_SEED_FILE = __nccwpck_require__.ab + "default-seed.yaml";
function defaultSeed() {
    return parseSeed((0,external_node_fs_namespaceObject.readFileSync)(DEFAULT_SEED_FILE, 'utf8'));
}

;// CONCATENATED MODULE: ./emulator/explain.js

/** A message for a failed start, with the fix. */
function describeStartError(thrown) {
    if (thrown instanceof SeedError)
        return `invalid seed (line:column):\n${thrown.message}`;
    if (!(thrown instanceof Error))
        return String(thrown);
    const code = 'code' in thrown ? thrown.code : undefined;
    if (code === 'EADDRINUSE')
        return `${thrown.message}; use another port, or 0 for any free port`;
    if (code === 'EACCES')
        return `${thrown.message}; use a port above 1023, or 0 for any free port`;
    return thrown.message;
}
/** Parses a port number (0 for any free port); `undefined` if invalid. */
function parsePort(text) {
    return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined;
}

;// CONCATENATED MODULE: ./emulator/action/inputs.js




/** An invalid input; the message includes the fix. */
class InputError extends Error {
    name = 'InputError';
}
/** The inputs of emulator/action.yml. */
const EMULATOR_INPUTS = [
    'seed',
    'seed-file',
    'port',
    'gateway-port',
    'tls',
    'oidc',
    'oidc-subject',
    'check-region'
];
/**
 * Rejects undeclared inputs. The runner passes them on with only a warning, so a misspelled input would be ignored.
 * @throws InputError
 */
function refuseUnknownInputs(env, known) {
    const names = new Set(known.map(name => `INPUT_${name.toUpperCase()}`));
    const unknown = Object.keys(env).filter(name => name.startsWith('INPUT_') && !names.has(name));
    if (unknown.length === 0)
        return;
    const listed = unknown.map(name => name.slice('INPUT_'.length).toLowerCase()).join(', ');
    throw new InputError(`unknown input: ${listed}; must be one of ${known.join(', ')}. Check "with", and the job's env for INPUT_\u2026 variables`);
}
/** @throws InputError */
function readInputs(workspace, env) {
    refuseUnknownInputs(env, EMULATOR_INPUTS);
    const seed = getInput('seed', { trimWhitespace: false });
    const file = getInput('seed-file');
    if (seed.trim() !== '' && file !== '')
        throw new InputError('seed and seed-file are mutually exclusive: set only one');
    return {
        seed: file === '' ? (seed.trim() === '' ? undefined : seed) : readSeedFile(file, workspace),
        port: readPort('port'),
        gatewayPort: readPort('gateway-port'),
        tls: readFlag('tls'),
        checkRegion: readFlag('check-region'),
        oidcSubject: readSubject(env)
    };
}
function readFlag(name) {
    const text = getInput(name);
    if (/^(false|)$/i.test(text))
        return false;
    if (/^true$/i.test(text))
        return true;
    throw new InputError(`${name} must be true or false, not "${text}"`);
}
/** Defaults to the subject of a job without an environment, because no variable contains a job's environment. */
function readSubject(env) {
    const subject = getInput('oidc-subject');
    if (!readFlag('oidc')) {
        if (subject !== '')
            throw new InputError('oidc-subject has no effect without oidc: true');
        return undefined;
    }
    if (subject !== '')
        return subject;
    const { GITHUB_REPOSITORY: repository = 'octo-org/octo-shop', GITHUB_EVENT_NAME: event } = env;
    const { GITHUB_REF: ref = 'refs/heads/main' } = env;
    return `repo:${repository}:${event === 'pull_request' ? 'pull_request' : `ref:${ref}`}`;
}
function readPort(name) {
    const text = getInput(name) || '0';
    const port = parsePort(text);
    if (port !== undefined)
        return port;
    throw new InputError(`${name} must be a port from 0 to 65535 (0 for any free port), not "${text}"`);
}
function readSeedFile(file, workspace) {
    try {
        return (0,external_node_fs_namespaceObject.readFileSync)((0,external_node_path_namespaceObject.resolve)(workspace, file), 'utf8');
    }
    catch (error) {
        const code = error.code ?? 'no code';
        throw new InputError(`cannot read seed-file "${file}" in the workspace (${code}); run actions/checkout before this step`);
    }
}

;// CONCATENATED MODULE: ./emulator/action/run-expect.js








/** Each field of a control request has an input of the same name, which is YAML unless listed below. */
const run_expect_FIELDS = [...EXPECTATIONS, ...CHANGES];
const FLAG_INPUTS = ['clear-faults', 'release-batches', 'release-holds'];
const TEXT_INPUTS = ['since', 'oidc-subject'];
const YAML_INPUTS = run_expect_FIELDS.filter(name => ![...FLAG_INPUTS, ...TEXT_INPUTS].includes(name));
/** Inputs that assert something. An empty one is an error: it may be an output that was dropped or misspelled, and would assert nothing. */
const EXPECTED_INPUTS = EXPECTATIONS.filter(name => YAML_INPUTS.includes(name));
const ANY = 'any';
const COUNT_INPUTS = ['requests', 'held', 'writes'];
/** Every input of `emulator/expect`. */
const EXPECT_INPUTS = ['control-url', 'control-token', ...YAML_INPUTS, ...FLAG_INPUTS, ...TEXT_INPUTS];
const TIMEOUT_MS = 30_000;
/**
 * The `emulator/expect` step: asserts what the job's emulator has received and stores, and changes its behavior.
 * @returns the exit code
 */
async function runExpect() {
    try {
        refuseUnknownInputs(process.env, EXPECT_INPUTS);
        const [url, fields] = [readUrl(), readRequest()];
        const outcome = await steer(url, getInput('control-token'), fields);
        setOutput('requests', JSON.stringify(outcome.requests));
        setOutput('writes', outcome.writes);
        for (const change of outcome.changes)
            info(change);
        if (outcome.failures.length === 0) {
            const asserted = EXPECTATIONS.some(name => name !== 'since' && Object.hasOwn(fields, name));
            const writes = `${outcome.writes} ${outcome.writes === 1 ? 'write' : 'writes'}`;
            info(`${asserted ? 'all expectations met' : 'nothing was asserted'}: ${writes}, requests ${JSON.stringify(outcome.requests)}`);
            return 0;
        }
        error(outcome.failures.join('\n'), { title: 'Expectations not met' });
    }
    catch (thrown) {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        error(message, { title: 'Could not check expectations' });
    }
    return 1;
}
/** Only loopback URLs are accepted, so that the token is only sent to an emulator on this machine. */
function readUrl() {
    const text = getInput('control-url');
    if (!/^http:\/\/127\.0\.0\.1:\d{1,5}$/.test(text)) {
        const found = text === '' ? 'it is empty' : `found "${text}"`;
        throw new InputError(`control-url must be the output control-url of the emulator step; ${found}`);
    }
    if (getInput('control-token') === '') {
        throw new InputError('control-token must be the output control-token of the emulator step; it is empty');
    }
    return new URL(STEER_PATH, text);
}
/** @throws InputError listing every invalid input */
function readRequest() {
    const problems = [];
    const entries = [];
    for (const name of YAML_INPUTS) {
        const text = getInput(name, { trimWhitespace: false });
        const isExpected = EXPECTED_INPUTS.some(expected => expected === name);
        if (isExpected && text.trim() === ANY)
            continue;
        if (text.trim() === '') {
            if (isExpected)
                problems.push(`${name} is empty and would assert nothing; set a value or "any", or omit it`);
            continue;
        }
        // unquoted, `>= 1` would start a block scalar in YAML
        if (COUNT_INPUTS.includes(name) && COUNT.test(text.trim())) {
            entries.push([name, text.trim()]);
            continue;
        }
        const lineCounter = new dist/* LineCounter */.HN();
        const document = (0,dist/* parseDocument */.Tp)(text, { prettyErrors: false, lineCounter });
        const found = [...document.errors, ...document.warnings];
        for (const { message, pos } of found) {
            const { line, col } = lineCounter.linePos(pos[0]);
            problems.push(`${name}: line ${Math.max(line, 1)}, column ${Math.max(col, 1)}: ${message}`);
        }
        entries.push([name, found.length > 0 ? null : document.toJS()]);
    }
    for (const name of FLAG_INPUTS) {
        try {
            if (readFlag(name))
                entries.push([name, true]);
        }
        catch (thrown) {
            problems.push(thrown.message);
        }
    }
    for (const name of TEXT_INPUTS) {
        const text = getInput(name);
        if (text !== '')
            entries.push([name, text]);
    }
    if (problems.length > 0)
        throw new InputError(problems.join('\n'));
    return Object.fromEntries(entries);
}
async function steer(url, token, body) {
    const { status, text } = await post(url, token, JSON.stringify(body));
    const outcome = JSON.parse(text);
    if (status === 200)
        return outcome;
    throw new InputError((outcome.problems ?? [`the emulator responded with HTTP ${status}`]).join('\n'));
}
function post(url, token, body) {
    return new Promise((resolve, reject) => {
        const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
        // without an agent, so never through a proxy
        const options = { method: 'POST', headers, agent: false, timeout: TIMEOUT_MS };
        const sent = (0,external_node_http_namespaceObject.request)(url, options, response => {
            const chunks = [];
            response.on('data', (chunk) => chunks.push(chunk));
            response.on('error', reject);
            response.on('end', () => resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') }));
        });
        sent.on('timeout', () => sent.destroy(new Error(`${url.host} did not respond within ${TIMEOUT_MS / 1000} s`)));
        sent.on('error', (error) => {
            const isGone = error.code === 'ECONNREFUSED';
            reject(isGone
                ? new Error(`no emulator listens on ${url.host}; run the emulator step earlier in the same job`)
                : error);
        });
        sent.end(body);
    });
}

;// CONCATENATED MODULE: ./emulator/apig/apig.js



/** Read and write access to Cloud-native API Gateway for the data plane, tests and the control endpoint. */
class Apig {
    #state;
    constructor(state) {
        this.#state = state;
    }
    gateways() {
        return [...this.#state.apig.gateways.values()];
    }
    domain(id) {
        return this.#state.apig.domains.get(id);
    }
    domains() {
        return [...this.#state.apig.domains.values()];
    }
    services() {
        return [...this.#state.apig.services.values()];
    }
    service(id) {
        return this.#state.apig.services.get(id);
    }
    httpApis() {
        return [...this.#state.apig.httpApis.values()];
    }
    routes() {
        return this.httpApis().flatMap(api => [...api.routes.values()]);
    }
    route(id) {
        for (const { routes } of this.#state.apig.httpApis.values()) {
            const route = routes.get(id);
            if (route !== undefined)
                return route;
        }
        return undefined;
    }
    /** The state of a route that is in effect now; undefined: not deployed. */
    routeInEffect({ timeline }) {
        return liveAt(timeline, this.#now());
    }
    /** The same for a Rest API or one of its operations. */
    restInEffect({ timeline }) {
        return liveAt(timeline, this.#now());
    }
    /** The fields of a service that the gateway uses now. */
    serviceInEffect({ timeline }) {
        return liveAt(timeline, this.#now());
    }
    /** The addresses in use that fail the health check. */
    unhealthy(service) {
        return unhealthyOf(service, this.serviceInEffect(service) ?? {});
    }
    /** The newest accepted writes, oldest first. */
    writes() {
        return this.#state.apig.writes.items;
    }
    /** Number of older writes that were dropped. */
    droppedWrites() {
        return this.#state.apig.writes.dropped;
    }
    /** Updates a service as another writer. `fields` is a body of UpdateService. */
    writeService(id, fields) {
        const service = this.service(id);
        if (service === undefined)
            throw new Error(`the cloud has no service ${id}`);
        applyServiceUpdate(this.#callAsOtherWriter(service.accountId, fields), service, 'merge');
    }
    /** Saves a route as another writer, and optionally deploys it. `fields` is a body of UpdateHttpApiRoute. */
    writeRoute(id, fields, { deploy = false } = {}) {
        const route = this.route(id);
        if (route === undefined)
            throw new Error(`the cloud has no route ${id}`);
        const call = this.#callAsOtherWriter(route.api.accountId, fields);
        applyRouteUpdate(call, route, 'merge');
        if (deploy)
            deployRoute(call, route);
    }
    #now() {
        return this.#state.clock.now();
    }
    #callAsOtherWriter(accountId, body) {
        const [key] = this.#state.seed.accounts.flatMap(({ keys }) => keys);
        if (key === undefined)
            throw new Error('the seed has no access key');
        const caller = { accountId, key: { ...key, id: 'another-writer' } };
        return { state: this.#state, params: {}, caller, effects: {}, body };
    }
}

;// CONCATENATED MODULE: ./emulator/cloud/permission.js


/**
 * Evaluates RAM policies. A session is allowed what both its role and its session policy allow. An operation without its
 * own resource requires `*`, so a statement limited to a backend does not allow it.
 * @param form the spelling of the fields of a denial
 * @throws CloudError 403 NoPermission
 */
function authorize(caller, action, resource, form = 'upper') {
    const matches = ({ actions, resources, exceptActions = false, exceptResources = false }) => actions.some(pattern => starMatcher(pattern)(action)) !== exceptActions &&
        resources.some(pattern => starMatcher(pattern)(resource)) !== exceptResources;
    const { session } = caller.key;
    const role = decide(caller.key, matches);
    const policy = session?.policy === undefined ? 'allowed' : decide(session.policy, matches);
    if (role === 'allowed' && policy === 'allowed')
        return;
    const accessDeniedDetail = {
        AuthAction: action,
        AuthPrincipalType: caller.key.securityToken === undefined ? 'SubUser' : 'AssumedRoleUser',
        AuthPrincipalOwnerId: caller.accountId,
        AuthPrincipalDisplayName: caller.key.name,
        NoPermissionType: role === 'denied' || policy === 'denied' ? 'ExplicitDeny' : 'ImplicitDeny',
        PolicyType: role === 'allowed' ? 'SessionPolicy' : 'AccountLevelIdentityBasedPolicy',
        EncodedDiagnosticMessage: ''
    };
    const message = 'User is not authorized to operate on the specified resource.';
    throw new CloudError(403, 'NoPermission', message, { accessDeniedDetail, form });
}
function decide({ allow, deny }, matches) {
    if (deny.some(matches))
        return 'denied';
    return allow.some(matches) ? 'allowed' : 'not allowed';
}

;// CONCATENATED MODULE: ./emulator/cloud/throttle.js

/**
 * The error for a throttled call.
 * @param retryAfterMs the value of the `x-acs-retry-after` header
 */
function throttled(code, retryAfterMs) {
    return new CloudError(400, code, 'Request was denied due to user flow control.', { retryAfterMs });
}
/** A token bucket: starts full, each call takes a token, and tokens are refilled over time. */
class TokenBucket {
    #throttle;
    #tokens;
    #filledAt;
    constructor(throttle, now) {
        this.#throttle = throttle;
        this.#tokens = throttle.burst;
        this.#filledAt = now;
    }
    /** @throws CloudError if no token is left at this time (ms) */
    take(now) {
        const { perSecond, burst } = this.#throttle;
        const passedMs = Math.max(0, now - this.#filledAt);
        this.#tokens = Math.min(burst, this.#tokens + (passedMs * perSecond) / 1000);
        this.#filledAt = now;
        if (this.#tokens < 1) {
            // compensate for floating-point error
            const waitMs = Math.ceil(((1 - this.#tokens) * 1000) / perSecond - 1e-6);
            throw throttled('Throttling.User', waitMs);
        }
        this.#tokens -= 1;
    }
}

;// CONCATENATED MODULE: ./emulator/cloud/cloud.js









/**
 * The cloud without its network: operations, permissions, batches. Synchronous, without I/O or timers; all state is a
 * function of the clock.
 */
class Cloud {
    seed;
    #state;
    /** By API version; STS is not throttled. */
    #throttles;
    /** The state of Cloud-native API Gateway. */
    apig;
    constructor(options) {
        this.seed = options.seed;
        this.#state = newState(options.seed, options.clock, options.ids ?? randomIds);
        const { throttle } = options.seed;
        this.#throttles = new Map(throttle && [CLOUD_API, APIG].map(version => [version, new TokenBucket(throttle, this.now())]));
        this.apig = new Apig(this.#state);
    }
    /**
     * Executes one authenticated call.
     * @returns the JSON response, including RequestId (`requestId` in the ROA style)
     * @throws CloudError with the documented status and code
     */
    call(action, params, caller = this.caller(), options = {}) {
        const version = options.version ?? CLOUD_API;
        const operation = findOperation(version, action);
        this.#throttles.get(version)?.take(this.now());
        const { effects = {}, body = {} } = options;
        const call = { state: this.#state, params, caller, effects, body };
        if (operation.permission !== undefined) {
            const form = version === APIG ? this.seed.doubts.denialForm : 'upper';
            authorize(caller, operation.permission, operation.resource(call), form);
        }
        if (version !== APIG)
            return { RequestId: this.requestId(), ...operation.run(call) };
        return { requestId: this.requestId(), code: 'Ok', message: 'success', ...operation.run(call) };
    }
    /** A caller from the seed by AccessKey ID; defaults to the first key. */
    caller(accessKeyId) {
        for (const { id, keys } of this.seed.accounts) {
            const key = accessKeyId === undefined ? keys[0] : keys.find(candidate => candidate.id === accessKeyId);
            if (key !== undefined)
                return { accountId: id, key };
        }
        throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
    }
    /** The credentials of a role session, including expired ones. */
    session(accessKeyId) {
        return this.#state.sessions.get(accessKeyId);
    }
    /** All role sessions, oldest first. */
    sessions() {
        return [...this.#state.sessions.values()];
    }
    requestId() {
        return this.#state.ids.requestId();
    }
    now() {
        return this.#state.clock.now();
    }
    /** The stored definition of a backend in a stage. */
    definition(backendId, stageName) {
        return this.model(backendId, stageName)?.definition;
    }
    /** The stored model of a backend in a stage: id, description, definition, timestamps. */
    model(backendId, stageName) {
        return this.#state.backends.get(backendId)?.models.get(stageName);
    }
    /** Whether any backend has a definition in a stage. */
    hasStage(stageName) {
        return this.#state.backends.values().some(({ models }) => models.has(stageName));
    }
    /** The definition that an API serves in a stage now; undefined if it is not published there. */
    inEffect(apiId, stageName) {
        const api = this.#state.apis.get(apiId);
        return api === undefined ? undefined : inEffectNow(this.#state, api, stageName);
    }
    /** The stages in which a backend has a definition. */
    stagesOf(backendId) {
        return [...(this.#state.backends.get(backendId)?.models.keys() ?? [])];
    }
    backends() {
        return [...this.#state.backends.values()];
    }
    apis() {
        return [...this.#state.apis.values()];
    }
    publishedApis(backendId, stageName) {
        return publishedApis(this.#state, backendId, stageName);
    }
    task(operationId) {
        return this.#state.tasks.get(operationId);
    }
    tasks() {
        return [...this.#state.tasks.values()];
    }
    /** Completes the batches and deployments that a `stuck-batch` holds. */
    releaseBatches() {
        releaseBatches(this.#state);
        releaseDeployments(this.#state);
    }
    /** The newest accepted writes of definitions, oldest first. */
    writes() {
        return this.#state.writes.items;
    }
    /** Number of older writes that were dropped. */
    droppedWrites() {
        return this.#state.writes.dropped;
    }
    /** Changes a definition as another writer, like an accepted ModifyBackendModel by someone else. */
    write(backendId, stageName, definition, description = 'changed by another writer') {
        const backend = this.#state.backends.get(backendId);
        if (backend === undefined)
            throw new Error(`the cloud has no backend ${backendId}`);
        const change = { definition, description, by: 'another-writer' };
        return writeDefinition(this.#state, backend, stageName, change);
    }
}

;// CONCATENATED MODULE: external "node:timers/promises"
const promises_namespaceObject = process.getBuiltinModule("node:timers/promises");
;// CONCATENATED MODULE: ./emulator/deliver.js



/**
 * Sends a response with its delay and delivery.
 * @param signal cancels every wait when the server closes or the client disconnects
 * @returns true if the complete response was sent
 */
async function deliver(response, { delayMs, delivery, status, headers, body, retryAfterSeconds }, signal) {
    if (delayMs > 0)
        await (0,promises_namespaceObject.setTimeout)(delayMs, undefined, { signal });
    if (delivery.kind === 'hang')
        return false;
    if (delivery.kind === 'reset') {
        if (response.socket !== null)
            loopback_reset(response.socket);
        return false;
    }
    const length = Buffer.byteLength(body);
    const hasNoLength = delivery.kind === 'endless' || status === 204;
    response.writeHead(status, {
        ...headers,
        ...(retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) }),
        ...(hasNoLength ? {} : { 'content-length': length })
    });
    if (delivery.kind === 'endless') {
        await writeWithoutEnd(response, signal);
        return false;
    }
    if (delivery.kind === 'drip') {
        const bytes = Buffer.from(body);
        for (let from = 0; from < length; from += delivery.bytes) {
            response.write(bytes.subarray(from, from + delivery.bytes));
            await (0,promises_namespaceObject.setTimeout)(delivery.ms, undefined, { signal });
        }
        response.end();
    }
    else {
        response.end(body);
    }
    await (0,external_node_events_namespaceObject.once)(response, 'finish', { signal });
    return true;
}
async function writeWithoutEnd(response, signal) {
    // large chunks, because the per-write overhead dominates
    const chunk = Buffer.alloc(256 * 1024, ' ');
    while (!signal.aborted) {
        if (!response.write(chunk))
            await (0,external_node_events_namespaceObject.once)(response, 'drain', { signal });
    }
}

;// CONCATENATED MODULE: ./emulator/transport-fault.js

function isTransportFault(fault) {
    return TRANSPORT_KINDS.some(kind => kind === fault.kind);
}
/** Total response delay of these faults, in ms. */
function latencyOf(matched) {
    return matched.reduce((sum, fault) => sum + (isTransportFault(fault) && fault.kind === 'latency' ? fault.ms : 0), 0);
}
/** The delivery of a call that a fault interrupts before it takes effect; undefined if it continues. */
function interruptedDelivery({ kind }) {
    if (kind === 'hang-before-commit')
        return { kind: 'hang' };
    if (kind === 'reset-before-commit')
        return { kind: 'reset' };
    return undefined;
}
/** Applies a fault to the response of a completed call. Service-specific errors are left to the service. */
function alterResponse(fault, response) {
    switch (fault.kind) {
        case 'hang-after-commit':
            return { ...response, delivery: { kind: 'hang' } };
        case 'reset-after-commit':
            return { ...response, delivery: { kind: 'reset' } };
        case 'truncated-json':
            return { ...response, body: response.body.slice(0, Math.ceil(response.body.length / 2)) };
        case 'empty-object':
            return { ...response, status: 200, body: '{}' };
        case 'slow-drip':
            return { ...response, delivery: { kind: 'drip', ms: fault.ms ?? 100, bytes: fault.bytes ?? 1 } };
        case 'endless-body':
            return { ...response, delivery: { kind: 'endless' } };
        default:
            return response;
    }
}
/** The error page of an intermediate proxy; undefined if the error uses the service's own format. */
function errorPage({ status = 503, body, retryAfterSeconds }) {
    if (body === 'empty')
        return { status, body: '', retryAfterSeconds };
    if (body !== 'html')
        return undefined;
    const html = `<html><head><title>${status}</title></head><body><center><h1>${status}</h1></center></body></html>\n`;
    return { status, contentType: 'text/html', body: html, retryAfterSeconds };
}

;// CONCATENATED MODULE: ./emulator/exchange.js




const LOCALHOST = 'localhost';
const JSON_TYPE = 'application/json;charset=utf-8';
/** Runs one authenticated call and applies the matching faults. Synchronous: nothing waits, nothing is sent. */
function exchange(cloud, faults, call) {
    const matched = faults.match(call.action, matchable(call));
    const delayMs = latencyOf(matched);
    for (const fault of matched)
        applyAnotherWriter(cloud, call, fault);
    const { host = LOCALHOST } = call;
    for (const fault of matched) {
        const early = beforeCommit(cloud, call, fault);
        if (early !== undefined)
            return { ...early, delayMs };
    }
    let done;
    try {
        const options = {
            effects: effectsOf(matched),
            ...(call.version === undefined ? {} : { version: call.version }),
            ...(call.body === undefined ? {} : { body: call.body })
        };
        const body = cloud.call(call.action, call.params, call.caller ?? cloud.caller(), options);
        const requestId = body['RequestId'] ?? body['requestId'];
        done = { ...json(200, body, typeof requestId === 'string' ? requestId : ''), committed: true };
    }
    catch (thrown) {
        if (!(thrown instanceof CloudError))
            throw thrown;
        done = errorExchange(thrown, cloud.requestId(), host);
    }
    for (const fault of matched)
        done = afterCommit(call, fault, done);
    return { ...done, delayMs };
}
/** The response to a call that failed with `error`. */
function errorExchange(error, requestId, host) {
    const { status, retryAfterMs } = error;
    return { ...json(status, errorBody(error, requestId, host), requestId), retryAfterMs };
}
/** The values that a fault's `where` is compared with: parameters and, in the ROA style, scalars of the body. */
function matchable({ params, body = {} }) {
    const scalars = Object.entries(body).flatMap(([name, value]) => typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
        ? [[name, String(value)]]
        : []);
    return { ...Object.fromEntries(scalars), ...params };
}
/** The spelling of the error fields that a product returns. */
function formOf({ version }) {
    return version === APIG ? 'lower' : 'upper';
}
function applyAnotherWriter(cloud, call, fault) {
    if (fault.kind !== 'another-writer')
        return;
    if (call.version === APIG)
        return writeNative(cloud, call, fault);
    const { params } = call;
    const backendId = fault.backend ?? params['BackendId'] ?? '';
    const stageName = fault.stage ?? params['StageName'] ?? '';
    // a read has no stage; a fault that cannot take effect must fail instead of being ignored
    if (cloud.model(backendId, stageName) === undefined) {
        throw new Error(`another-writer: no definition of backend "${backendId}" in stage "${stageName}"`);
    }
    cloud.write(backendId, stageName, fault.definition, fault.description);
}
/** Writes the service or route named by the fault, by default the call's own. */
function writeNative({ apig }, call, fault) {
    const { serviceId, routeId } = matchable(call);
    const named = (name) => (thing) => thing.id === name || thing.name === name;
    const route = apig.routes().find(named(fault.route ?? (fault.service === undefined ? routeId : '')));
    if (route !== undefined)
        return apig.writeRoute(route.id, fault.definition, { deploy: fault.deploy ?? false });
    const service = apig.services().find(named(fault.service ?? serviceId));
    if (service === undefined)
        throw new Error('another-writer: no such service or route');
    apig.writeService(service.id, fault.definition);
}
function effectsOf(faults) {
    let effects = {};
    for (const fault of faults) {
        if (fault.kind === 'stuck-batch')
            effects = { ...effects, stuckAfter: fault.after ?? 0 };
        if (fault.kind === 'keeps-old-value')
            effects = { ...effects, keepOldValue: true };
        if (fault.kind === 'adds-defaults')
            effects = { ...effects, defaults: fault.defaults };
        if (fault.kind === 'failing-batch') {
            const failing = { apis: fault.apis ?? 'all', message: fault.message ?? 'Failed' };
            effects = { ...effects, failing };
        }
    }
    return effects;
}
function beforeCommit(cloud, call, fault) {
    const requestId = cloud.requestId();
    const { host = LOCALHOST } = call;
    if (fault.kind === 'error-before-commit')
        return serverError(fault, requestId, call);
    if (isTransportFault(fault)) {
        const delivery = interruptedDelivery(fault);
        return delivery && { ...nothing(requestId), delivery };
    }
    if (fault.kind === 'throttling') {
        return errorExchange(throttled(fault.code ?? 'Throttling.User', fault.retryAfterMs), requestId, host);
    }
    if (fault.kind === 'custom') {
        const error = new CloudError(fault.status, fault.code, fault.message, { form: formOf(call) });
        return errorExchange(error, requestId, host);
    }
    return undefined;
}
function afterCommit(call, fault, done) {
    if (fault.kind === 'error-after-commit') {
        return { ...serverError(fault, done.requestId, call), committed: done.committed };
    }
    return isTransportFault(fault) ? alterResponse(fault, done) : done;
}
function serverError(fault, requestId, call) {
    const page = errorPage(fault);
    if (page !== undefined)
        return { ...nothing(requestId), ...page };
    const status = fault.status ?? 503;
    const message = fault.message ?? 'The request has failed due to a temporary failure of the server.';
    const error = new CloudError(status, fault.code ?? 'ServiceUnavailable', message, { form: formOf(call) });
    return errorExchange(error, requestId, call.host ?? LOCALHOST);
}
function nothing(requestId) {
    return {
        delayMs: 0,
        delivery: { kind: 'whole' },
        status: 0,
        contentType: JSON_TYPE,
        body: '',
        committed: false,
        requestId
    };
}
function json(status, body, requestId) {
    return { ...nothing(requestId), status, body: JSON.stringify(body) };
}

;// CONCATENATED MODULE: ./emulator/region-check.js


/** A service host: product, network and region; STS hosts can omit the region. */
const SERVICE_HOST = /^([a-z]+?)(-vpc)?(?:\.([a-z0-9-]+))?\.aliyuncs\.com(?::\d+)?$/;
/** The products whose hosts serve an API version. */
const productsOf = (version) => version === APIG ? ['apig'] : ['apigateway', 'sts'];
/**
 * Rejects a request for another region, identified by its `RegionId` parameter or by a Host header below aliyuncs.com.
 * A local Host matches any region. The real service's behavior is not documented; the error code is the emulator's own.
 * @param version the API version of the product
 * @throws CloudError 400 InvalidRegionId
 */
function checkRegion(region, { headers, params }, version = CLOUD_API) {
    const { RegionId: regionId } = params;
    if (regionId !== undefined && regionId !== '' && regionId !== region)
        throw refused(`RegionId is ${regionId}`, region);
    const host = (headers.host ?? '').toLowerCase();
    if (!/\.aliyuncs\.com(:\d+)?$/.test(host))
        return;
    const [, product = '', , of] = SERVICE_HOST.exec(host) ?? [];
    if (!productsOf(version).includes(product)) {
        const expected = version === APIG ? 'Cloud-native API Gateway' : 'API Gateway or STS';
        throw refused(`the host ${host} does not belong to ${expected}`, region);
    }
    const isGlobal = product === 'sts' && of === undefined;
    if (of !== region && !isGlobal)
        throw refused(`the host is ${host}`, region);
}
function refused(found, region) {
    const message = `The emulator is in the region ${region}; ${found}. Check region-id and the endpoint.`;
    return new CloudError(400, 'InvalidRegionId', message);
}

;// CONCATENATED MODULE: ./emulator/received-call.js




function callOf(received) {
    const { method, path, headers } = received;
    const params = Object.fromEntries([...received.query, ...received.form]);
    const named = String(headers['x-acs-action'] ?? params['Action'] ?? '');
    const byPath = path.startsWith('/v1/') ? APIG : CLOUD_API;
    const version = String(headers['x-acs-version'] ?? params['Version'] ?? byPath);
    if (version !== APIG)
        return { version, action: named, params, body: {} };
    const found = findPath(method, path);
    return {
        version,
        action: found?.action ?? named,
        params: { ...params, ...found?.params },
        body: bodyOf(received.body)
    };
}
/**
 * Rejects requests that match no operation, or whose method and action disagree.
 * @throws CloudError 400 UnsupportedHTTPMethod, 404 InvalidAction.NotFound
 */
function checkCall({ method, path, headers }, { version, action }) {
    if (version !== APIG) {
        if (method === 'GET' || method === 'POST')
            return;
        throw new CloudError(400, 'UnsupportedHTTPMethod', 'This http method is not supported.');
    }
    // SDKs send both; a path that belongs to another action is a caller's mistake
    if (findPath(method, path)?.action === action && (headers['x-acs-action'] ?? action) === action)
        return;
    throw new CloudError(404, 'InvalidAction.NotFound', 'Specified api is not found, please check your url and method.');
}
/** No real body nests this deeply, and serializing one that does would fail. */
const received_call_MAX_DEPTH = 100;
function bodyOf(body) {
    if (body.length === 0)
        return {};
    try {
        const value = JSON.parse(Buffer.from(body).toString('utf8'));
        return isJsonObject(value) && isShallow(value, received_call_MAX_DEPTH) ? value : undefined;
    }
    catch {
        return undefined;
    }
}

;// CONCATENATED MODULE: ./emulator/control-plane.js









/** The HTTP server in front of the cloud: reads, authenticates, calls and responds. */
function createControlPlane(parts) {
    return createRequestServer(parts.closing, (request, response, signal) => control_plane_handle(parts, request, response, signal));
}
async function control_plane_handle(parts, request, response, signal) {
    const { received, tooLarge } = await receive(request);
    const call = callOf(received);
    const entry = logEntry(parts, request, call);
    parts.log.add(entry, entry.url.length + 2 * received.body.length);
    const result = tooLarge
        ? errorExchange(new CloudError(413, 'RequestEntityTooLarge', 'The request is too large.'), parts.cloud.requestId(), request.headers.host ?? '')
        : await perform(parts, received, call, entry);
    if (result.delivery.kind !== 'hang' && result.delivery.kind !== 'reset')
        entry.status = result.status;
    const headers = {
        'content-type': result.contentType,
        'x-acs-request-id': result.requestId,
        'x-acs-trace-id': idOf(result.requestId),
        ...(result.retryAfterMs === undefined ? {} : { 'x-acs-retry-after': String(result.retryAfterMs) })
    };
    try {
        await parts.holds.pass(entry, 'before-response', signal);
        if (await deliver(response, { ...result, headers }, signal))
            entry.respondedAt = parts.cloud.now();
    }
    finally {
        parts.onResponded?.(entry);
    }
}
async function perform(parts, received, call, entry) {
    const { cloud, faults, verifier, idTokens } = parts;
    const host = received.headers.host ?? 'localhost';
    try {
        checkCall(received, call);
        const { version, action, params, body } = call;
        if (parts.checkRegion)
            checkRegion(cloud.seed.region, entry, version);
        // a caller that requests credentials has no key to sign with
        const isAnonymous = version === STS && action === 'AssumeRoleWithOIDC';
        const caller = isAnonymous ? await idTokens.verify(params) : verifier.verify(received);
        await parts.holds.pass(entry, 'before-commit', parts.closing);
        if (body === undefined)
            throw refusal(cloud.seed.doubts, 'InvalidParameter', 'body');
        return exchange(cloud, faults, { action, params, body, caller, version, host });
    }
    catch (thrown) {
        const error = thrown instanceof CloudError
            ? thrown
            : new CloudError(500, 'InternalError', `The emulator failed: ${String(thrown)}`);
        return errorExchange(error, cloud.requestId(), host);
    }
}
async function receive(request) {
    const { body, tooLarge } = await readBody(request);
    const url = request.url ?? '/';
    const hasTooMany = fieldsIn(body) > MAX_FIELDS;
    const mark = url.indexOf('?');
    const isForm = (request.headers['content-type'] ?? '').startsWith('application/x-www-form-urlencoded');
    const received = {
        method: request.method ?? 'GET',
        path: mark < 0 ? url : url.slice(0, mark),
        query: mark < 0 ? [] : [...new URLSearchParams(url.slice(mark + 1))],
        form: isForm && !hasTooMany ? [...new URLSearchParams(body.toString('utf8'))] : [],
        headers: request.headers,
        body
    };
    return { received, tooLarge: tooLarge || (isForm && hasTooMany) };
}
/** Parsing a field costs more than its size suggests. */
const MAX_FIELDS = 1_000;
function fieldsIn(body) {
    let count = 1;
    for (let at = body.indexOf('&'); at >= 0 && count <= MAX_FIELDS; at = body.indexOf('&', at + 1))
        count++;
    return count;
}
function logEntry(parts, request, { action, params, body }) {
    return {
        action,
        params: matchable({ params, ...(body === undefined ? {} : { body }) }),
        body: body ?? {},
        headers: request.headers,
        method: request.method ?? 'GET',
        url: request.url ?? '/',
        at: parts.cloud.now(),
        status: undefined,
        respondedAt: undefined
    };
}

;// CONCATENATED MODULE: external "node:https"
const external_node_https_namespaceObject = process.getBuiltinModule("node:https");
;// CONCATENATED MODULE: external "node:http2"
const external_node_http2_namespaceObject = process.getBuiltinModule("node:http2");
;// CONCATENATED MODULE: external "node:stream"
const external_node_stream_namespaceObject = process.getBuiltinModule("node:stream");
;// CONCATENATED MODULE: ../../node_modules/httpxy/dist/index.mjs






const upgradeHeader = /(^|,)\s*upgrade\s*($|,)/i;
const transferEncodingConnectionToken = /(^|,)\s*transfer-encoding\s*($|,)/i;
const defaultAgents = {
	http: new external_node_http_namespaceObject.Agent({
		keepAlive: true,
		maxSockets: 256,
		maxFreeSockets: 64
	}),
	https: new external_node_https_namespaceObject.Agent({
		keepAlive: true,
		maxSockets: 256,
		maxFreeSockets: 64
	})
};
const isSSL = /^https|wss/;
function forceConnectionCloseForTransferEncoding(headers) {
	let carriesTransferEncoding = false;
	for (const key in headers) if (headers[key] !== void 0 && key.toLowerCase() === "transfer-encoding") {
		carriesTransferEncoding = true;
		break;
	}
	const connection = headers.connection;
	const connectionMarksTransferEncoding = typeof connection === "string" && transferEncodingConnectionToken.test(connection);
	if (carriesTransferEncoding || connectionMarksTransferEncoding) headers.connection = "close";
}
function drainAfterEarlyResponse(proxyReq, proxyRes, source) {
	if (proxyReq.writableFinished) return;
	let drained = false;
	const drain = () => {
		if (drained) return;
		drained = true;
		if (source instanceof external_node_stream_namespaceObject.Readable) {
			source.unpipe(proxyReq);
			source.resume();
		}
	};
	proxyRes.once("end", () => {
		if (!proxyReq.writableFinished) drain();
	});
	proxyRes.once("close", () => {
		if (!proxyReq.writableFinished) {
			drain();
			proxyReq.destroy();
		}
	});
}
const HTTP2_HEADER_BLACKLIST = [
	":method",
	":path",
	":scheme",
	":authority"
];
function setupOutgoing(outgoing, options, req, forward) {
	outgoing.port = options[forward || "target"].port || (isSSL.test(options[forward || "target"].protocol ?? "http") ? 443 : 80);
	for (const e of [
		"host",
		"hostname",
		"socketPath",
		"pfx",
		"key",
		"passphrase",
		"cert",
		"ca",
		"ciphers",
		"secureProtocol"
	]) {
		const value = options[forward || "target"][e];
		if (value !== void 0) outgoing[e] = value;
	}
	if (outgoing.host === void 0 && typeof outgoing.hostname === "string") {
		const bracketedHost = outgoing.hostname.includes(":") && !outgoing.hostname.startsWith("[") ? `[${outgoing.hostname}]` : outgoing.hostname;
		outgoing.host = outgoing.port ? `${bracketedHost}:${outgoing.port}` : bracketedHost;
	}
	outgoing.method = options.method || req.method;
	outgoing.headers = { ...req.headers };
	if (req.headers?.[":authority"]) outgoing.headers.host = req.headers[":authority"];
	if (options.headers) for (const key of Object.keys(options.headers)) outgoing.headers[key] = options.headers[key];
	if (req.httpVersionMajor > 1) for (const header of HTTP2_HEADER_BLACKLIST) delete outgoing.headers[header];
	if (options.auth) outgoing.auth = options.auth;
	if (options.ca) outgoing.ca = options.ca;
	if (isSSL.test(options[forward || "target"].protocol ?? "http")) outgoing.rejectUnauthorized = options.secure === void 0 ? true : options.secure;
	if (options.agent !== void 0) outgoing.agent = options.agent || false;
	else if (req.httpVersionMajor > 1 || upgradeHeader.test(req.headers.connection || "")) outgoing.agent = false;
	else {
		const targetProto = options[forward || "target"].protocol ?? "http";
		outgoing.agent = isSSL.test(targetProto) ? defaultAgents.https : defaultAgents.http;
	}
	outgoing.localAddress = options.localAddress;
	if (!outgoing.agent) {
		outgoing.headers = outgoing.headers || {};
		if (typeof outgoing.headers.connection !== "string" || !upgradeHeader.test(outgoing.headers.connection)) outgoing.headers.connection = "close";
	}
	outgoing.headers = outgoing.headers || {};
	forceConnectionCloseForTransferEncoding(outgoing.headers);
	const target = options[forward || "target"];
	const targetPath = target && options.prependPath !== false ? target.pathname || "" : "";
	const targetSearch = target instanceof URL && options.prependPath !== false ? target.search || "" : "";
	const reqUrl = req.url || "";
	const qIdx = reqUrl.indexOf("?");
	const reqPath = qIdx === -1 ? reqUrl : reqUrl.slice(0, qIdx);
	const reqSearch = qIdx === -1 ? "" : reqUrl.slice(qIdx);
	const normalizedPath = reqPath ? reqPath[0] === "/" ? reqPath : "/" + reqPath : "/";
	let outgoingPath = options.toProxy ? "/" + reqUrl : normalizedPath + reqSearch;
	outgoingPath = options.ignorePath ? "" : outgoingPath;
	let fullPath = joinURL(targetPath, outgoingPath);
	if (targetSearch) fullPath = fullPath.includes("?") ? fullPath.replace("?", targetSearch + "&") : fullPath + targetSearch;
	outgoing.path = fullPath;
	if (options.changeOrigin) outgoing.headers.host = requiresPort(outgoing.port, options[forward || "target"].protocol) && !hasPort(outgoing.host) ? outgoing.host + ":" + outgoing.port : outgoing.host ?? void 0;
	return outgoing;
}
function joinURL(base, path) {
	if (!base || base === "/") return path || "/";
	if (!path || path === "/") return base || "/";
	const baseHasTrailing = base[base.length - 1] === "/";
	const pathHasLeading = path[0] === "/";
	if (baseHasTrailing && pathHasLeading) return base + path.slice(1);
	if (!baseHasTrailing && !pathHasLeading) return base + "/" + path;
	return base + path;
}
function setupSocket(socket) {
	socket.setTimeout(0);
	socket.setNoDelay(true);
	socket.setKeepAlive(true, 0);
	return socket;
}
function createHttpHeader(line, headers) {
	let head = line;
	for (const [key, value] of Object.entries(headers)) {
		if (value === void 0) continue;
		for (const entry of Array.isArray(value) ? value : [value]) head += `\r\n${key}: ${entry}`;
	}
	return `${head}\r\n\r\n`;
}
function getPort(req) {
	const hostHeader = req.headers[":authority"] || req.headers.host;
	const res = hostHeader ? hostHeader.match(/:(\d+)/) : "";
	if (res) return res[1];
	return hasEncryptedConnection(req) ? "443" : "80";
}
function hasEncryptedConnection(req) {
	const socket = req.socket;
	return !!socket && "encrypted" in socket && socket.encrypted;
}
function rewriteCookieProperty(header, config, property) {
	if (Array.isArray(header)) return header.map(function(headerElement) {
		return rewriteCookieProperty(headerElement, config, property);
	});
	return header.replace(new RegExp(String.raw`(;\s*` + property + "=)([^;]+)", "i"), function(match, prefix, previousValue) {
		let newValue;
		if (previousValue in config) newValue = config[previousValue];
		else if ("*" in config) newValue = config["*"];
		else return match;
		return newValue ? prefix + newValue : "";
	});
}
function parseAddr(addr) {
	if (typeof addr === "string") {
		if (addr.startsWith("unix:")) return { socketPath: addr.slice(5) };
		const url = new URL(addr);
		return {
			host: url.hostname,
			port: Number(url.port) || (isSSL.test(url.protocol) ? 443 : 80)
		};
	}
	if (!addr.socketPath && !addr.port) throw new Error("ProxyAddr must have either `port` or `socketPath`");
	return addr;
}
function hasPort(host) {
	return host ? !!~host.indexOf(":") : false;
}
function requiresPort(_port, _protocol) {
	const protocol = _protocol?.split(":")[0];
	const port = +_port;
	if (!port) return false;
	switch (protocol) {
		case "http":
		case "ws": return port !== 80;
		case "https":
		case "wss": return port !== 443;
		case "ftp": return port !== 21;
		case "gopher": return port !== 70;
		case "file": return false;
	}
	return port !== 0;
}
function defineProxyMiddleware(m) {
	return m;
}
function defineProxyOutgoingMiddleware(m) {
	return m;
}
const redirectRegex = /^201|30([12378])$/;
const webOutgoingMiddleware = [
	defineProxyOutgoingMiddleware((req, res, proxyRes) => {
		if (req.httpVersion === "1.0" || req.httpVersionMajor >= 2 || proxyRes.statusCode === 204 || proxyRes.statusCode === 304) delete proxyRes.headers["transfer-encoding"];
	}),
	defineProxyOutgoingMiddleware((req, res, proxyRes) => {
		if (req.httpVersion === "1.0") proxyRes.headers.connection = req.headers.connection || "close";
		else if (req.httpVersionMajor < 2 && !proxyRes.headers.connection) proxyRes.headers.connection = req.headers.connection || "keep-alive";
		else if (req.httpVersionMajor >= 2) delete proxyRes.headers.connection;
	}),
	defineProxyOutgoingMiddleware((req, res, proxyRes, options) => {
		if ((options.hostRewrite || options.autoRewrite || options.protocolRewrite) && proxyRes.headers.location && redirectRegex.test(String(proxyRes.statusCode))) {
			const target = _toURL(options.target);
			const keepProtocolRelative = proxyRes.headers.location.startsWith("//") && !options.protocolRewrite;
			const u = new URL(proxyRes.headers.location, target);
			if (target.host !== u.host) return;
			if (options.hostRewrite) u.host = options.hostRewrite;
			else if (options.autoRewrite) {
				if (req.headers[":authority"]) u.host = req.headers[":authority"];
				else if (req.headers.host) u.host = req.headers.host;
			}
			if (options.protocolRewrite) u.protocol = options.protocolRewrite;
			proxyRes.headers.location = keepProtocolRelative ? u.href.slice(u.protocol.length) : u.href;
		}
	}),
	defineProxyOutgoingMiddleware((req, res, proxyRes, options) => {
		const rewriteCookieDomainConfig = typeof options.cookieDomainRewrite === "string" ? { "*": options.cookieDomainRewrite } : options.cookieDomainRewrite;
		const rewriteCookiePathConfig = typeof options.cookiePathRewrite === "string" ? { "*": options.cookiePathRewrite } : options.cookiePathRewrite;
		const preserveHeaderKeyCase = options.preserveHeaderKeyCase;
		let rawHeaderKeyMap;
		const setHeader = function(key, header) {
			if (header === void 0 || !String(key).trim()) return;
			if (rewriteCookieDomainConfig && key.toLowerCase() === "set-cookie") header = rewriteCookieProperty(header, rewriteCookieDomainConfig, "domain");
			if (rewriteCookiePathConfig && key.toLowerCase() === "set-cookie") header = rewriteCookieProperty(header, rewriteCookiePathConfig, "path");
			try {
				res.setHeader(String(key).trim(), header);
			} catch {}
		};
		if (preserveHeaderKeyCase && proxyRes.rawHeaders !== void 0) {
			rawHeaderKeyMap = {};
			for (let i = 0; i < proxyRes.rawHeaders.length; i += 2) {
				const key = proxyRes.rawHeaders[i];
				rawHeaderKeyMap[key.toLowerCase()] = key;
			}
		}
		for (let key of Object.keys(proxyRes.headers)) {
			const header = proxyRes.headers[key];
			if (preserveHeaderKeyCase && rawHeaderKeyMap) key = rawHeaderKeyMap[key] || key;
			setHeader(key, header);
		}
	}),
	defineProxyOutgoingMiddleware((req, res, proxyRes) => {
		res.statusCode = proxyRes.statusCode;
		if (proxyRes.statusMessage && req.httpVersionMajor < 2) res.statusMessage = proxyRes.statusMessage;
	})
];
function _toURL(target) {
	if (target instanceof URL) return target;
	if (typeof target === "string") return new URL(target);
	const protocol = target.protocol || "http:";
	const host = target.host || target.hostname || "localhost";
	const port = target.port;
	return new URL(`${protocol}//${host}${port ? ":" + port : ""}`);
}
const nativeAgents = {
	http: external_node_http_namespaceObject,
	https: external_node_https_namespaceObject
};
const redirectStatuses = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
const webIncomingMiddleware = [
	defineProxyMiddleware((req) => {
		if ((req.method === "DELETE" || req.method === "OPTIONS") && !req.headers["content-length"] && !req.headers["transfer-encoding"]) req.headers["content-length"] = "0";
	}),
	defineProxyMiddleware((req, res, options) => {
		if (options.timeout) req.socket.setTimeout(options.timeout, () => {
			req.socket.destroy();
		});
	}),
	defineProxyMiddleware((req, res, options) => {
		if (!options.xfwd) return;
		const encrypted = req.isSpdy || hasEncryptedConnection(req);
		const values = {
			for: req.connection.remoteAddress || req.socket.remoteAddress,
			port: getPort(req),
			proto: encrypted ? "https" : "http"
		};
		for (const header of [
			"for",
			"port",
			"proto"
		]) {
			const key = "x-forwarded-" + header;
			if (!req.headers[key] && values[header] !== void 0) req.headers[key] = values[header];
		}
		req.headers["x-forwarded-host"] = req.headers["x-forwarded-host"] || req.headers[":authority"] || req.headers.host || "";
	}),
	defineProxyMiddleware((req, res, options, server, head, callback) => {
		server.emit("start", req, res, options.target || options.forward);
		const http = nativeAgents.http;
		const https = nativeAgents.https;
		const maxRedirects = typeof options.followRedirects === "number" ? options.followRedirects : options.followRedirects ? 5 : 0;
		if (options.forward) {
			const forwardReq = (isSSL.test(options.forward.protocol || "http") ? https : http).request(setupOutgoing(options.ssl || {}, options, req, "forward"));
			const forwardError = createErrorHandler(forwardReq, options.forward);
			req.on("error", forwardError);
			forwardReq.on("error", forwardError);
			(options.buffer || req).pipe(forwardReq);
			if (!options.target) {
				res.end();
				return;
			}
		}
		const proxyReq = (isSSL.test(options.target.protocol || "http") ? https : http).request(setupOutgoing(options.ssl || {}, options, req));
		proxyReq.on("socket", (_socket) => {
			if (server && !proxyReq.getHeader("expect")) server.emit("proxyReq", proxyReq, req, res, options);
		});
		if (options.proxyTimeout) proxyReq.setTimeout(options.proxyTimeout, function() {
			proxyReq.destroy();
		});
		res.on("close", function() {
			if (!res.writableFinished) proxyReq.destroy();
		});
		const proxyError = createErrorHandler(proxyReq, options.target);
		req.on("error", proxyError);
		proxyReq.on("error", proxyError);
		function createErrorHandler(proxyReq, url) {
			return function proxyError(err) {
				if (!req.socket?.writable && err.code === "ECONNRESET") {
					server.emit("econnreset", err, req, res, url);
					return proxyReq.destroy();
				}
				if (callback) callback(err, req, res, url);
				else server.emit("error", err, req, res, url);
			};
		}
		let bodyBuffer;
		proxyReq.once("socket", () => {
			const source = options.buffer || req;
			if (maxRedirects > 0) {
				const chunks = [];
				source.on("data", (chunk) => {
					chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
					proxyReq.write(chunk);
				});
				source.on("end", () => {
					bodyBuffer = Buffer.concat(chunks);
					proxyReq.end();
				});
				source.on("error", (err) => {
					proxyReq.destroy(err);
				});
			} else source.pipe(proxyReq);
		});
		function handleResponse(proxyRes, redirectCount, currentUrl) {
			const statusCode = proxyRes.statusCode;
			if (maxRedirects > 0 && redirectStatuses.has(statusCode) && redirectCount < maxRedirects && proxyRes.headers.location) {
				proxyRes.resume();
				const location = new URL(proxyRes.headers.location, currentUrl);
				const preserveMethod = statusCode === 307 || statusCode === 308;
				const redirectMethod = preserveMethod ? req.method || "GET" : "GET";
				const isHTTPS = isSSL.test(location.protocol);
				const agent = isHTTPS ? https : http;
				const redirectHeaders = { ...req.headers };
				if (options.headers) Object.assign(redirectHeaders, options.headers);
				redirectHeaders.host = location.host;
				if (location.host !== currentUrl.host) {
					delete redirectHeaders.authorization;
					delete redirectHeaders.cookie;
				}
				if (!preserveMethod) {
					delete redirectHeaders["content-length"];
					delete redirectHeaders["content-type"];
					delete redirectHeaders["transfer-encoding"];
				}
				forceConnectionCloseForTransferEncoding(redirectHeaders);
				const redirectOpts = {
					hostname: location.hostname,
					port: location.port || (isHTTPS ? 443 : 80),
					path: location.pathname + location.search,
					method: redirectMethod,
					headers: redirectHeaders,
					agent: options.agent || false
				};
				if (isHTTPS) redirectOpts.rejectUnauthorized = options.secure === void 0 ? true : options.secure;
				const redirectReq = agent.request(redirectOpts);
				if (server && !redirectReq.getHeader("expect")) server.emit("proxyReq", redirectReq, req, res, options);
				if (options.proxyTimeout) redirectReq.setTimeout(options.proxyTimeout, () => {
					redirectReq.destroy();
				});
				const redirectError = createErrorHandler(redirectReq, location);
				redirectReq.on("error", redirectError);
				redirectReq.on("response", (nextRes) => {
					handleResponse(nextRes, redirectCount + 1, location);
				});
				if (preserveMethod && bodyBuffer && bodyBuffer.length > 0) redirectReq.end(bodyBuffer);
				else redirectReq.end();
				return;
			}
			if (server) server.emit("proxyRes", proxyRes, req, res);
			if (!res.headersSent && !options.selfHandleResponse) {
				for (const pass of webOutgoingMiddleware) if (pass(req, res, proxyRes, options)) break;
			}
			if (res.finished) {
				if (server) server.emit("end", req, res, proxyRes);
			} else {
				res.on("close", function() {
					proxyRes.destroy();
				});
				proxyRes.on("close", function() {
					if (!proxyRes.complete && !res.destroyed) res.destroy();
				});
				proxyRes.on("error", function(err) {
					if (!res.destroyed) res.destroy(err);
					if (server.listenerCount("error") > 0) server.emit("error", err, req, res, currentUrl);
				});
				proxyRes.on("end", function() {
					if (server) server.emit("end", req, res, proxyRes);
				});
				if (!options.selfHandleResponse) proxyRes.pipe(res);
			}
		}
		proxyReq.on("response", function(proxyRes) {
			if (maxRedirects === 0) drainAfterEarlyResponse(proxyReq, proxyRes, options.buffer || req);
			handleResponse(proxyRes, 0, options.target);
		});
	})
];
function setUpgradeTimeout(proxyReq, socket, timeout, onError) {
	if (!timeout || timeout <= 0 || !Number.isFinite(timeout)) return;
	const timer = setTimeout(() => {
		fail(Object.assign(/* @__PURE__ */ new Error("Upstream WebSocket upgrade timed out"), {
			code: "ERR_UPSTREAM_UPGRADE_TIMEOUT",
			statusCode: 504
		}));
	}, Math.min(timeout, 2147483647));
	timer.unref();
	proxyReq.once("response", clear);
	proxyReq.once("upgrade", clear);
	proxyReq.once("error", clear);
	proxyReq.once("close", clear);
	socket.prependOnceListener("error", fail);
	socket.prependOnceListener("close", onSocketClose);
	if (socket.destroyed) onSocketClose();
	function clear() {
		clearTimeout(timer);
		proxyReq.removeListener("response", clear);
		proxyReq.removeListener("upgrade", clear);
		proxyReq.removeListener("error", clear);
		proxyReq.removeListener("close", clear);
		socket.removeListener("error", fail);
		socket.removeListener("close", onSocketClose);
	}
	function onSocketClose() {
		fail(socket.errored || Object.assign(/* @__PURE__ */ new Error("socket hang up"), { code: "ECONNRESET" }));
	}
	function fail(error) {
		clear();
		try {
			onError(error);
		} finally {
			proxyReq.destroy(error);
			socket.destroy();
		}
	}
}
const hopByHopHeaders = [
	"connection",
	"proxy-connection",
	"keep-alive",
	"te",
	"trailer",
	"upgrade",
	"proxy-authenticate",
	"proxy-authorization",
	"transfer-encoding"
];
function pipeNonUpgradeResponse(response, socket, onError) {
	const headers = { ...response.headers };
	const hopHeaders = new Set(hopByHopHeaders);
	for (const name of ["connection", "proxy-connection"]) for (const token of String(headers[name] || "").split(",")) hopHeaders.add(token.trim().toLowerCase());
	for (const name of hopHeaders) delete headers[name];
	headers.connection = "close";
	const status = response.statusCode || 502;
	const bodyless = status === 204 || status === 205 || status === 304;
	const transferEncoding = response.headers["transfer-encoding"];
	if (status === 205) headers["content-length"] = "0";
	else if (status === 204) delete headers["content-length"];
	else if (transferEncoding && !bodyless) {
		headers["transfer-encoding"] = transferEncoding;
		delete headers["content-length"];
	} else if (response.headers["content-length"] !== void 0) headers["content-length"] = response.headers["content-length"];
	const encoder = !bodyless && /(?:^|,)\s*chunked\s*$/i.test(transferEncoding || "") ? new external_node_stream_namespaceObject.Transform({
		transform(chunk, _encoding, callback) {
			callback(null, chunk.length === 0 ? void 0 : Buffer.concat([
				Buffer.from(`${chunk.length.toString(16)}\r\n`),
				chunk,
				Buffer.from("\r\n")
			]));
		},
		flush(callback) {
			callback(null, Buffer.from("0\r\n\r\n"));
		}
	}) : void 0;
	let closed = false;
	const onClose = () => {
		closed = true;
		response.destroy();
		encoder?.destroy();
	};
	const onResponseError = (error) => {
		if (closed) return;
		onClose();
		socket.destroy();
		onError(error);
	};
	socket.once("close", onClose);
	response.once("error", onResponseError);
	encoder?.once("error", onResponseError);
	socket.write(createHttpHeader(`HTTP/${response.httpVersion} ${status} ${response.statusMessage}`, headers), "latin1");
	if (status === 205) {
		onClose();
		socket.end();
	} else if (encoder) response.pipe(encoder).pipe(socket);
	else response.pipe(socket);
}
const websocketIncomingMiddleware = [
	defineProxyMiddleware((req, socket) => {
		if (req.method !== "GET" || !req.headers.upgrade) {
			socket.destroy();
			return true;
		}
		if (req.headers.upgrade.toLowerCase() !== "websocket") {
			socket.destroy();
			return true;
		}
	}),
	defineProxyMiddleware((req, socket, options) => {
		if (!options.xfwd) return;
		const values = {
			for: req.connection.remoteAddress || req.socket.remoteAddress,
			port: getPort(req),
			proto: hasEncryptedConnection(req) ? "wss" : "ws"
		};
		for (const header of [
			"for",
			"port",
			"proto"
		]) {
			const key = "x-forwarded-" + header;
			if (!req.headers[key] && values[header] !== void 0) req.headers[key] = values[header];
		}
	}),
	defineProxyMiddleware((req, socket, options, server, head, callback) => {
		let upgradeFailed = false;
		setupSocket(socket);
		if (head && head.length > 0) socket.unshift(head);
		socket.on("error", onSocketError);
		const proxyReq = (isSSL.test(options.target.protocol || "http") ? external_node_https_namespaceObject : external_node_http_namespaceObject).request(setupOutgoing(options.ssl || {}, options, req));
		if (server) server.emit("proxyReqWs", proxyReq, req, socket, options, head);
		proxyReq.on("error", onOutgoingError);
		proxyReq.on("response", function(res) {
			if (!res.upgrade) {
				if (!socket.destroyed && socket.writable) pipeNonUpgradeResponse(res, socket, onOutgoingError);
				else res.resume();
			}
		});
		proxyReq.on("upgrade", function(proxyRes, proxySocket, proxyHead) {
			proxySocket.on("error", onOutgoingError);
			proxySocket.on("end", function() {
				server.emit("close", proxyRes, proxySocket, proxyHead);
			});
			socket.removeListener("error", onSocketError);
			socket.on("error", function() {
				proxySocket.end();
			});
			setupSocket(proxySocket);
			if (proxyHead && proxyHead.length > 0) proxySocket.unshift(proxyHead);
			socket.write(createHttpHeader("HTTP/1.1 101 Switching Protocols", proxyRes.headers));
			proxySocket.pipe(socket).pipe(proxySocket);
			server.emit("open", proxySocket);
			server.emit("proxySocket", proxySocket);
		});
		setUpgradeTimeout(proxyReq, socket, options.upgradeTimeout, (error) => {
			upgradeFailed = true;
			reportError(error);
		});
		proxyReq.end();
		function onSocketError(err) {
			if (!upgradeFailed) reportError(err);
			proxyReq.destroy();
		}
		function onOutgoingError(err) {
			if (!upgradeFailed) reportError(err);
			socket.end();
		}
		function reportError(err) {
			if (callback) callback(err, req, socket);
			else server.emit("error", err, req, socket);
		}
	})
];
var ProxyServer = class extends external_node_events_namespaceObject.EventEmitter {
	_server;
	_webPasses = [...webIncomingMiddleware];
	_wsPasses = [...websocketIncomingMiddleware];
	options;
	web;
	ws;
	constructor(options = {}) {
		super();
		this.options = options || {};
		this.options.prependPath = options.prependPath !== false;
		this.web = _createProxyFn("web", this);
		this.ws = _createProxyFn("ws", this);
	}
	listen(port, hostname, listeningListener) {
		const closure = (req, res) => {
			return this.web(req, res);
		};
		if (this.options.http2) {
			if (!this.options.ssl) throw new Error("HTTP/2 requires ssl option");
			this._server = external_node_http2_namespaceObject.createSecureServer({
				...this.options.ssl,
				allowHTTP1: true
			}, closure);
		} else if (this.options.ssl) this._server = external_node_https_namespaceObject.createServer(this.options.ssl, closure);
		else this._server = external_node_http_namespaceObject.createServer(closure);
		if (this.options.ws) this._server.on("upgrade", (req, socket, head) => {
			this.ws(req, socket, this.options, head).catch(() => {});
		});
		this._server.listen(port, hostname, listeningListener);
		return this;
	}
	close(callback) {
		if (this._server) this._server.close((...args) => {
			this._server = void 0;
			if (callback) Reflect.apply(callback, void 0, args);
		});
	}
	before(type, passName, pass) {
		if (type !== "ws" && type !== "web") throw new Error("type must be `web` or `ws`");
		const passes = this._getPasses(type);
		let i = false;
		for (const [idx, v] of passes.entries()) if (v.name === passName) i = idx;
		if (i === false) throw new Error("No such pass");
		passes.splice(i, 0, pass);
	}
	after(type, passName, pass) {
		if (type !== "ws" && type !== "web") throw new Error("type must be `web` or `ws`");
		const passes = this._getPasses(type);
		let i = false;
		for (const [idx, v] of passes.entries()) if (v.name === passName) i = idx;
		if (i === false) throw new Error("No such pass");
		passes.splice(i++, 0, pass);
	}
	_getPasses(type) {
		return type === "ws" ? this._wsPasses : this._webPasses;
	}
};
function createProxyServer(options = {}) {
	return new ProxyServer(options);
}
function _createProxyFn(type, server) {
	return function(req, res, opts, head) {
		const requestOptions = {
			...opts,
			...server.options
		};
		for (const key of ["target", "forward"]) if (typeof requestOptions[key] === "string") requestOptions[key] = new URL(requestOptions[key]);
		if (!requestOptions.target && !requestOptions.forward) {
			this.emit("error", /* @__PURE__ */ new Error("Must provide a proper URL as target"));
			return Promise.resolve();
		}
		let _resolve;
		let _reject;
		const callbackPromise = new Promise((resolve, reject) => {
			_resolve = resolve;
			_reject = reject;
		});
		res.on("close", () => {
			_resolve();
		});
		res.on("error", (error) => {
			if (type === "ws" && server.listenerCount("error") > 0) return;
			_reject(error);
		});
		for (const pass of server._getPasses(type)) {
			let stop;
			try {
				stop = pass(req, res, requestOptions, server, head, (error, _req, _res, url) => {
					if (server.listenerCount("error") > 0) {
						server.emit("error", error, req, res, url);
						_resolve();
					} else _reject(error);
				});
			} catch (error) {
				if (server.listenerCount("error") > 0) {
					server.emit("error", error, req, res, requestOptions.target || requestOptions.forward);
					_resolve();
				} else _reject(error);
				break;
			}
			if (stop) {
				_resolve();
				break;
			}
		}
		return callbackPromise;
	};
}
async function proxyFetch(addr, input, inputInit, opts) {
	const resolvedAddr = parseAddr(addr);
	let useHTTPS = false;
	let addrBasePath = "";
	if (typeof addr === "string" && !addr.startsWith("unix:")) {
		const addrURL = new URL(addr);
		useHTTPS = isSSL.test(addrURL.protocol);
		if (addrURL.pathname && addrURL.pathname !== "/") addrBasePath = addrURL.pathname;
	}
	let url;
	let init;
	if (input instanceof Request) {
		url = new URL(input.url);
		init = {
			...toInit(input),
			...toInit(inputInit)
		};
	} else {
		url = new URL(input);
		init = toInit(inputInit);
	}
	init = {
		redirect: "manual",
		...init
	};
	if (init.body) init.duplex = "half";
	const requestPath = url.pathname + url.search;
	const path = addrBasePath ? joinURL(addrBasePath, requestPath) : requestPath;
	const reqHeaders = {};
	if (init.headers) {
		if (!(init.headers instanceof Headers) && !Array.isArray(init.headers)) Object.assign(reqHeaders, init.headers);
		else for (const [key, value] of init.headers) {
			const existing = reqHeaders[key];
			if (existing === void 0) reqHeaders[key] = value;
			else reqHeaders[key] = Array.isArray(existing) ? [...existing, value] : [existing, value];
		}
	}
	if (opts?.xfwd) {
		if (!reqHeaders["x-forwarded-for"]) reqHeaders["x-forwarded-for"] = url.hostname;
		if (!reqHeaders["x-forwarded-port"]) reqHeaders["x-forwarded-port"] = url.port || (url.protocol === "https:" ? "443" : "80");
		if (!reqHeaders["x-forwarded-proto"]) reqHeaders["x-forwarded-proto"] = url.protocol.replace(":", "");
		if (!reqHeaders["x-forwarded-host"]) reqHeaders["x-forwarded-host"] = url.host;
	}
	if (opts?.changeOrigin) {
		if (resolvedAddr.socketPath) reqHeaders.host = "localhost";
		else {
			const targetHost = resolvedAddr.host || "localhost";
			const targetPort = resolvedAddr.port;
			reqHeaders.host = targetPort && targetPort !== (useHTTPS ? 443 : 80) ? `${targetHost}:${targetPort}` : targetHost;
		}
	}
	const maxRedirects = typeof opts?.followRedirects === "number" ? opts.followRedirects : opts?.followRedirects ? 5 : 0;
	const body = maxRedirects > 0 ? await _bufferBody(init.body) : _toNodeStream(init.body);
	const agent = opts?.agent !== void 0 ? opts.agent || false : useHTTPS ? defaultAgents.https : defaultAgents.http;
	const res = await _sendRequest(useHTTPS ? request$1 : request, init.method || "GET", path, reqHeaders, resolvedAddr, body, {
		signal: init.signal || void 0,
		agent,
		timeout: opts?.timeout,
		ssl: opts?.ssl,
		maxRedirects,
		redirectCount: 0,
		originalHeaders: reqHeaders
	});
	const resHeaders = [];
	const rawHeaders = res.rawHeaders;
	for (let i = 0; i < rawHeaders.length; i += 2) {
		const key = rawHeaders[i];
		const keyLower = key.toLowerCase();
		if (keyLower === "transfer-encoding" || keyLower === "keep-alive" || keyLower === "connection") continue;
		resHeaders.push([key, rawHeaders[i + 1]]);
	}
	const hasBody = res.statusCode !== 204 && res.statusCode !== 304;
	const resInit = {
		status: res.statusCode,
		statusText: res.statusMessage,
		headers: resHeaders
	};
	if (opts?.Response) return new opts.Response(hasBody ? res : null, resInit);
	return new Response(hasBody ? Readable.toWeb(res) : null, resInit);
}
function toInit(init) {
	if (!init) return;
	if (init instanceof Request) return {
		method: init.method,
		headers: init.headers,
		body: init.body,
		duplex: init.body ? "half" : void 0
	};
	return init;
}
function _toNodeStream(body) {
	if (!body) return;
	if (typeof body === "string") return Buffer.from(body);
	if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return Buffer.from(body);
	if (body instanceof ReadableStream) return Readable.fromWeb(body);
	if (body instanceof Blob) return Readable.fromWeb(body.stream());
	return Buffer.from(String(body));
}
async function _bufferBody(body) {
	if (!body) return;
	if (typeof body === "string") return Buffer.from(body);
	if (body instanceof ArrayBuffer || ArrayBuffer.isView(body)) return Buffer.from(body);
	if (body instanceof ReadableStream) {
		const readable = Readable.fromWeb(body);
		const chunks = [];
		for await (const chunk of readable) chunks.push(typeof chunk === "string" ? Buffer.from(chunk) : chunk);
		return Buffer.concat(chunks);
	}
	if (body instanceof Blob) return Buffer.from(await body.arrayBuffer());
	return Buffer.from(String(body));
}
const _redirectStatuses = /* @__PURE__ */ new Set([
	301,
	302,
	303,
	307,
	308
]);
function _sendRequest(doRequest, method, path, headers, addr, body, opts) {
	forceConnectionCloseForTransferEncoding(headers);
	return new Promise((resolve, reject) => {
		const reqOpts = {
			method,
			path,
			headers,
			agent: opts.agent
		};
		if (addr.socketPath) reqOpts.socketPath = addr.socketPath;
		else {
			reqOpts.hostname = addr.host || "localhost";
			reqOpts.port = addr.port;
		}
		if (opts.signal) reqOpts.signal = opts.signal;
		if (opts.ssl) Object.assign(reqOpts, opts.ssl);
		const req = doRequest(reqOpts, (res) => {
			const statusCode = res.statusCode;
			drainAfterEarlyResponse(req, res, body instanceof Readable ? body : void 0);
			if (opts.maxRedirects > 0 && _redirectStatuses.has(statusCode) && opts.redirectCount < opts.maxRedirects && res.headers.location) {
				res.resume();
				const currentURL = new URL(path, `http://${addr.host || "localhost"}:${addr.port || 80}`);
				const location = new URL(res.headers.location, currentURL);
				const redirectHTTPS = isSSL.test(location.protocol);
				const preserveMethod = statusCode === 307 || statusCode === 308;
				const redirectMethod = preserveMethod ? method : "GET";
				const redirectHeaders = { ...opts.originalHeaders };
				redirectHeaders.host = location.host;
				if (location.host !== currentURL.host) {
					delete redirectHeaders.authorization;
					delete redirectHeaders.cookie;
				}
				if (!preserveMethod) {
					delete redirectHeaders["content-length"];
					delete redirectHeaders["content-type"];
					delete redirectHeaders["transfer-encoding"];
				}
				_sendRequest(redirectHTTPS ? request$1 : request, redirectMethod, location.pathname + location.search, redirectHeaders, {
					host: location.hostname,
					port: Number(location.port) || (redirectHTTPS ? 443 : 80)
				}, preserveMethod ? body : void 0, {
					...opts,
					redirectCount: opts.redirectCount + 1
				}).then(resolve, reject);
				return;
			}
			resolve(res);
		});
		req.on("error", reject);
		if (opts.timeout) req.setTimeout(opts.timeout, () => {
			req.destroy(/* @__PURE__ */ new Error("Proxy request timed out"));
		});
		if (body instanceof Readable) {
			body.on("error", (err) => {
				req.destroy(err);
				reject(err);
			});
			body.pipe(req);
		} else if (body) req.end(body);
		else req.end();
	});
}
function proxyUpgrade(addr, req, socket, head, opts) {
	const resolvedAddr = parseAddr(addr);
	let useSSL = false;
	if (typeof addr === "string" && !addr.startsWith("unix:")) useSSL = isSSL.test(new URL(addr).protocol);
	if (req.method !== "GET" || req.headers.upgrade?.toLowerCase() !== "websocket") {
		socket.destroy();
		return Promise.reject(/* @__PURE__ */ new Error("Not a valid WebSocket upgrade request"));
	}
	if (opts?.xfwd !== false) {
		const xfFor = req.headers["x-forwarded-for"];
		const xfPort = req.headers["x-forwarded-port"];
		const xfProto = req.headers["x-forwarded-proto"];
		req.headers["x-forwarded-for"] = `${xfFor ? `${xfFor},` : ""}${req.socket?.remoteAddress}`;
		req.headers["x-forwarded-port"] = `${xfPort ? `${xfPort},` : ""}${getPort(req)}`;
		req.headers["x-forwarded-proto"] = `${xfProto ? `${xfProto},` : ""}${hasEncryptedConnection(req) ? "wss" : "ws"}`;
	}
	const target = _buildTargetURL(resolvedAddr, useSSL);
	const requestOptions = {
		...opts,
		target,
		prependPath: opts?.prependPath !== false
	};
	const outgoing = setupOutgoing(requestOptions.ssl || {}, requestOptions, req);
	const sock = socket;
	return new Promise((resolve, reject) => {
		let settled = false;
		setupSocket(sock);
		if (head && head.length > 0) sock.unshift(head);
		sock.once("error", onSocketError);
		const proxyReq = (isSSL.test(target.protocol) ? request$1 : request)(outgoing);
		proxyReq.once("error", onOutgoingError);
		proxyReq.once("response", (res) => {
			if (!res.upgrade) {
				if (!sock.destroyed && sock.writable) pipeNonUpgradeResponse(res, sock, onOutgoingError);
				else res.resume();
				if (!settled) {
					settled = true;
					reject(/* @__PURE__ */ new Error("Upstream server did not upgrade the connection"));
				}
			}
		});
		proxyReq.once("upgrade", (proxyRes, proxySocket, proxyHead) => {
			proxySocket.once("error", onOutgoingError);
			sock.removeListener("error", onSocketError);
			sock.once("error", () => {
				proxySocket.end();
			});
			setupSocket(proxySocket);
			if (proxyHead && proxyHead.length > 0) proxySocket.unshift(proxyHead);
			sock.write(createHttpHeader("HTTP/1.1 101 Switching Protocols", proxyRes.headers));
			proxySocket.pipe(sock).pipe(proxySocket);
			settled = true;
			resolve(proxySocket);
		});
		setUpgradeTimeout(proxyReq, sock, opts?.upgradeTimeout, onOutgoingError);
		proxyReq.end();
		function onSocketError(err) {
			proxyReq.destroy();
			if (!settled) {
				settled = true;
				reject(err);
			}
		}
		function onOutgoingError(err) {
			sock.end();
			if (!settled) {
				settled = true;
				reject(err);
			}
		}
	});
}
function _buildTargetURL(addr, useSSL = false) {
	const protocol = useSSL ? "https" : "http";
	if (addr.socketPath) {
		const url = new URL(`${protocol}://unix`);
		url.socketPath = addr.socketPath;
		return url;
	}
	return new URL(`${protocol}://${addr.host || "localhost"}${addr.port ? `:${addr.port}` : ""}`);
}


;// CONCATENATED MODULE: ./emulator/apig/route-match.js


const NEVER = () => false;
const ALWAYS = () => true;
const route_match_KINDS = ['Regex', 'Prefix', 'Exact'];
/** Compiles a route's `match`. */
function route_match_readMatch(match) {
    const path = objectOf(match['path']);
    const isFolded = match['ignoreUriCase'] === true;
    const methods = textsOf(match['methods']);
    const headers = objectsOf(match['headers']).map(condition => readCondition(condition, true));
    const params = objectsOf(match['queryParams']).map(condition => readCondition(condition, false));
    const testPath = path['value'] === undefined ? ALWAYS : textTest(path['type'], path['value'], isFolded);
    return {
        priority: {
            kind: route_match_KINDS.indexOf(textOf(path['type'])),
            length: textOf(path['value']).length,
            conditions: headers.length + params.length + (methods.length > 0 ? 1 : 0)
        },
        matches: (request, budget) => (methods.length === 0 || methods.includes(request.method)) &&
            testPath(request.path, budget) &&
            headers.every(({ name, test }) => hasText(request.headers[name], text => test(text, budget))) &&
            params.every(({ name, test }) => request.query.getAll(name).some(text => test(text, budget)))
    };
}
/** Sorts by descending priority. */
function compareMatches({ priority: a }, { priority: b }) {
    return b.kind - a.kind || b.length - a.length || b.conditions - a.conditions;
}
function readCondition({ name, type, value }, isHeader) {
    const text = textOf(name);
    return { name: isHeader ? text.toLowerCase() : text, test: textTest(type, value, false) };
}
function textTest(type, value, ignoreCase) {
    const expected = textOf(value);
    if (type === 'Regex') {
        const regex = compilePathRegex(expected, ignoreCase);
        return regex === undefined ? NEVER : (text, budget) => regex.matches(text, budget);
    }
    const fold = (text) => (ignoreCase ? text.toLowerCase() : text);
    const folded = fold(expected);
    if (type === 'Prefix')
        return text => fold(text).startsWith(folded);
    return text => fold(text) === folded;
}
function hasText(values, test) {
    if (values === undefined)
        return false;
    return Array.isArray(values) ? values.some(test) : test(values);
}
/** Matches an operation's path such as `/items/{id}`: a name in braces is one segment. */
function matchesTemplate(template, path) {
    const segments = template.split('/');
    const parts = path.split('/');
    return (segments.length === parts.length &&
        segments.every((segment, index) => {
            const found = parts[index] ?? '';
            return /^\{.*\}$/.test(segment) ? found !== '' : segment === found;
        }));
}

;// CONCATENATED MODULE: ./emulator/apig/data-plane.js





const respond = (status, body) => ({ kind: 'respond', status, body });
/** Worded as by Envoy, on which the gateway is built. */
const NO_ROUTE = respond(404, '');
const NO_HEALTHY = respond(503, 'no healthy upstream');
/** The data plane of Cloud-native API Gateway: selects by Host, route, weight and health. */
class NativeDataPlane {
    #apig;
    /** Cached per match in effect, which is never mutated. */
    #matches = new WeakMap();
    #balances = new WeakMap();
    /** Round-robin position per service ID. */
    #turns = new Map();
    constructor(apig) {
        this.#apig = apig;
    }
    /** Decides how to handle a request; undefined if the Host belongs to no gateway of the product. */
    decide(request) {
        const host = (request.headers.host ?? '').replace(/:\d+$/, '').toLowerCase();
        const bound = this.#boundTo(host);
        if (bound === undefined)
            return undefined;
        const [path = '/', query = ''] = (request.url ?? '/').split(/\?([^]*)/, 2);
        const matchRequest = {
            method: request.method ?? 'GET',
            path,
            query: new URLSearchParams(query),
            headers: request.headers
        };
        const backend = this.#findRoute(bound.routes, matchRequest) ?? this.#findOperation(bound.apis, matchRequest);
        return backend === undefined ? NO_ROUTE : this.#decideBy(backend, matchRequest);
    }
    /** The routes and Rest APIs that a Host can reach. */
    #boundTo(host) {
        const routes = [];
        const apis = [];
        let isKnown = false;
        for (const api of this.#apig.httpApis()) {
            const isDefault = hasHost(api.gateway, host);
            isKnown ||= isDefault;
            if (isDefault || this.#isDomain(api.domainIds, host))
                apis.push(api);
            for (const route of api.routes.values()) {
                const live = this.#apig.routeInEffect(route);
                if (live !== undefined && (isDefault || this.#isDomain(live.domainIds, host)))
                    routes.push(route);
            }
        }
        isKnown ||= this.#apig.gateways().some(gateway => hasHost(gateway, host));
        isKnown ||= this.#apig.domains().some(({ name }) => isHostOf(name, host));
        return isKnown ? { routes, apis } : undefined;
    }
    #isDomain(domainIds, host) {
        return domainIds.some(id => isHostOf(this.#apig.domain(id)?.name ?? '', host));
    }
    #findRoute(routes, matchRequest) {
        const candidates = routes.flatMap(route => {
            const live = this.#apig.routeInEffect(route);
            return live === undefined ? [] : [{ match: this.#matchOf(live.match), backend: live.backend }];
        });
        const budget = newBudget();
        return candidates
            .toSorted((a, b) => compareMatches(a.match, b.match))
            .find(({ match }) => match.matches(matchRequest, budget))?.backend;
    }
    #matchOf(match) {
        const known = this.#matches.get(match);
        if (known !== undefined)
            return known;
        const read = route_match_readMatch(match);
        this.#matches.set(match, read);
        return read;
    }
    #findOperation(apis, { method, path }) {
        for (const api of apis) {
            const base = api.basePath.replace(/\/$/, '');
            if (!path.startsWith(`${base}/`))
                continue;
            for (const operation of api.operations.values()) {
                if (operation.method !== method || !matchesTemplate(operation.path, path.slice(base.length)))
                    continue;
                const live = this.#apig.restInEffect(operation);
                if (live === undefined)
                    continue;
                const backend = live.backend ?? this.#apig.restInEffect(api)?.backend;
                if (backend !== null && backend !== undefined)
                    return backend;
            }
        }
        return undefined;
    }
    #decideBy(backend, matchRequest) {
        if (backend['scene'] === 'Mock')
            return mockOf(backend);
        if (backend['scene'] === 'Redirect')
            return redirectOf(backend);
        const service = this.#serviceOf(backend, matchRequest);
        return service === undefined ? NO_HEALTHY : this.#addressOf(service);
    }
    /** Selects the service of a backend by weight, or by the request's content. */
    #serviceOf(backend, matchRequest) {
        const services = objectsOf(backend['services']);
        if (backend['scene'] === BY_RATIO) {
            const balance = this.#balances.get(backend) ?? new Balance(services.map(weightOf));
            this.#balances.set(backend, balance);
            return services[balance.next()];
        }
        if (backend['scene'] !== 'MultiServiceByContent')
            return services[0];
        const isDefault = (service) => objectOf(service['match'])['default'] === true;
        return services.find(one => !isDefault(one) && hasContent(one, matchRequest)) ?? services.find(isDefault);
    }
    /** Rotates through a service's healthy addresses. */
    #addressOf(target) {
        const service = this.#apig.service(textOf(target['serviceId']));
        if (service === undefined)
            return NO_HEALTHY;
        const fields = this.#apig.serviceInEffect(service) ?? {};
        const unhealthy = this.#apig.unhealthy(service);
        const healthy = textsOf(fields['addresses']).filter(address => !unhealthy.includes(address));
        if (healthy.length === 0)
            return NO_HEALTHY;
        const turn = this.#turns.get(service.id) ?? 0;
        this.#turns.set(service.id, (turn + 1) % 1_000_000);
        const [, hostname = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(healthy[turn % healthy.length] ?? '') ?? [];
        const protocol = target['protocol'] ?? fields['protocol'];
        return {
            kind: 'forward',
            target: { protocol: protocol === 'HTTPS' ? 'https:' : 'http:', hostname, port }
        };
    }
}
/** Smooth weighted round robin. */
class Balance {
    #weights;
    #current;
    constructor(weights) {
        this.#weights = weights;
        this.#current = weights.map(() => 0);
    }
    /** The next index; -1 if no weight is positive. */
    next() {
        const total = this.#weights.reduce((sum, weight) => sum + weight, 0);
        let best = -1;
        for (const [index, weight] of this.#weights.entries()) {
            const current = (this.#current[index] ?? 0) + weight;
            this.#current[index] = current;
            if (weight > 0 && (best < 0 || current > (this.#current[best] ?? 0)))
                best = index;
        }
        if (best >= 0)
            this.#current[best] = (this.#current[best] ?? 0) - total;
        return best;
    }
}
function weightOf({ weight }) {
    return typeof weight === 'number' && weight > 0 ? weight : 0;
}
function hasHost({ environment }, host) {
    return environment.subDomains.some(({ name }) => name === host);
}
/** `*.example.com` matches any host below it. */
function isHostOf(domain, host) {
    if (domain.startsWith('*.'))
        return host.endsWith(domain.slice(1)) && host.length > domain.length - 1;
    return domain !== '' && domain === host;
}
function hasContent({ match }, { query, headers }) {
    const conditions = objectsOf(objectOf(match)['conditions']);
    const budget = newBudget();
    const kinds = { equal: 'Exact', prefix: 'Prefix', regex: 'Regex' };
    return conditions.every(({ type, key, operator, value }) => {
        const condition = { name: key, type: kinds[textOf(operator)] ?? 'Exact', value };
        const field = type === 'Header' ? 'headers' : 'queryParams';
        return route_match_readMatch({ [field]: [condition] }).matches({ method: '', path: '', query, headers }, budget);
    });
}
function mockOf(backend) {
    const { responseCode, responseContent } = objectOf(backend['mock']);
    const status = Number(responseCode);
    const isStatus = Number.isInteger(status) && status >= 200 && status <= 599;
    return respond(isStatus ? status : 200, textOf(responseContent));
}
function redirectOf(backend) {
    const { code, location } = isJsonObject(backend['redirect']) ? backend['redirect'] : {};
    const status = [301, 302, 303, 307, 308].find(known => known === code) ?? 301;
    // skip what Node rejects as a header; the gateway would not send it either
    const to = /^[\x21-\x7e]+$/.test(textOf(location)) ? textOf(location) : '/';
    return { kind: 'respond', status, body: '', headers: { location: to } };
}
/** Sends a response of the gateway itself. */
function sendNative(response, { status, body, headers = {} }) {
    response.statusCode = status;
    for (const [name, value] of Object.entries(headers))
        response.setHeader(name, textOf(value));
    if (body !== '')
        response.setHeader('content-type', 'text/plain');
    response.end(body);
}
/** The response to a request whose backend connection failed. */
function upstreamFailure(thrown, isTimeout) {
    if (isTimeout)
        return { kind: 'respond', status: 504, body: 'upstream request timeout' };
    const { code = '' } = thrown;
    const reason = code === 'ECONNRESET' || code === 'EPIPE'
        ? 'connection termination'
        : `remote connection failure, transport failure reason: delayed connect error: ${code}`;
    return {
        kind: 'respond',
        status: 503,
        body: `upstream connect error or disconnect/reset before headers. reset reason: ${reason}`
    };
}

;// CONCATENATED MODULE: ./emulator/mock.js

/** Headers that the gateway controls; setting them from a definition would break the connection. */
const RESERVED_HEADERS = new Set([
    'connection',
    'content-length',
    'expect',
    'keep-alive',
    'proxy-connection',
    'te',
    'trailer',
    'transfer-encoding',
    'upgrade'
]);
/** Sends the response of a MOCK definition. */
function sendMock(response, definition) {
    const config = definition['MockConfig'];
    const { MockStatusCode, MockHeaders, MockResult } = isJsonObject(config) ? config : {};
    const status = Number(MockStatusCode);
    response.statusCode = Number.isInteger(status) && status >= 200 && status <= 599 ? status : 200;
    response.setHeader('content-type', 'application/json; charset=utf-8');
    for (const header of Array.isArray(MockHeaders) ? MockHeaders : []) {
        const { HeaderName: name, HeaderValue: value } = isJsonObject(header) ? header : {};
        if (typeof name !== 'string' || RESERVED_HEADERS.has(name.toLowerCase()))
            continue;
        // skip what Node rejects as a header; the gateway would not send it either
        if (/^[\w-]+$/.test(name) && typeof value === 'string' && /^[\t\x20-\x7e]*$/.test(value)) {
            response.setHeader(name, value);
        }
    }
    response.end(typeof MockResult === 'string' ? MockResult : '');
}

;// CONCATENATED MODULE: ./emulator/refusal.js
/**
 * Sends an error response of the gateway itself.
 * @param code from the official table if it has one
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/api-gateway-error-code-table
 */
function refusal_refuse(response, status, code, message) {
    const printable = message.replaceAll(/[^\x20-\x7e]/g, '?');
    response.writeHead(status, {
        'x-ca-error-code': code,
        'x-ca-error-message': printable,
        'content-type': 'text/plain; charset=utf-8'
    });
    response.end(`${message}\n`);
}
/**
 * The message of a D504CO, worded as on its page where the page has it.
 * https://www.alibabacloud.com/help/en/api-gateway/traditional-api-gateway/support/troubleshooting-d504co-error-codes
 * @param host as written in the definition
 */
function connectFailed(thrown, host) {
    return `Backend service connect failed \`${reasonOf(thrown, host)}\``;
}
function reasonOf(thrown, host) {
    // errors of Node's connect have these fields
    const { code, address = host, port = '' } = thrown;
    const where = `${address}:${port}`;
    switch (code) {
        case 'ECONNREFUSED':
            return `Connection refused: ${host}/${where}`;
        case 'ETIMEDOUT':
        case 'EHOSTUNREACH':
        case 'ENETUNREACH':
            return `Timeout connecting to ${where}`;
        case 'ENOTFOUND':
        case 'EAI_AGAIN':
            return `Failed to resolve ${host}`;
        case 'ECONNRESET':
        case 'EPIPE':
            return 'Connection is closed';
        default:
            return code ?? 'Connection is closed';
    }
}

;// CONCATENATED MODULE: ./emulator/route.js
/** Finds APIs by their group's domain, then by path and method; the most specific path wins. */
class Routes {
    #byDomain = new Map();
    constructor(cloud) {
        const byGroup = Map.groupBy(cloud.apis().map(api => ({ api, segments: segmentsOf(api.path) })), ({ api }) => api.groupId);
        for (const { id, domains } of cloud.seed.groups) {
            for (const domain of domains)
                this.#byDomain.set(domain, byGroup.get(id) ?? []);
        }
    }
    find(request) {
        const host = request.host.replace(/:\d+$/, '').toLowerCase();
        const routes = this.#byDomain.get(host);
        if (routes === undefined) {
            return { api: undefined, code: 'I404DO', message: `Invalid Domain \`${host}\`` };
        }
        const segments = segmentsOf(request.path);
        let best;
        for (const { api, segments: pattern } of routes) {
            if (api.method !== 'ANY' && api.method !== request.method)
                continue;
            const exactness = match(pattern, segments);
            if (exactness > (best?.exactness ?? 0))
                best = { api, exactness };
        }
        return best === undefined
            ? { api: undefined, code: 'I404NF', message: 'API not Found' }
            : { api: best.api };
    }
}
function segmentsOf(path) {
    return path.split('/').slice(1);
}
/**
 * How specifically a pattern matches a path, 0 for no match. A literal segment counts most, `[name]` less, and a
 * trailing `*`, which matches any remainder, least.
 */
function matchPath(pattern, path) {
    return match(segmentsOf(pattern), segmentsOf(path));
}
function match(pattern, path) {
    let exactness = 1;
    for (const [index, segment] of pattern.entries()) {
        if (segment === '*' && index === pattern.length - 1)
            return path.length >= index ? exactness : 0;
        const found = path[index];
        if (found === undefined)
            return 0;
        if (/^\[[^\]]+\]$/.test(segment)) {
            if (found === '')
                return 0;
            exactness += 2;
        }
        else if (segment === found)
            exactness += 3;
        else
            return 0;
    }
    // a pattern without `*` matches the whole path, which takes precedence over any prefix
    return path.length === pattern.length ? exactness + 1000 : 0;
}

;// CONCATENATED MODULE: ./emulator/gateway.js










/** The backend time-out if the definition sets none. */
const DEFAULT_TIMEOUT_MS = 10_000;
/** Envoy's backend time-out. */
const NATIVE_TIMEOUT_MS = 15_000;
const SYSTEM_STAGES = new Set(['RELEASE', 'PRE', 'TEST']);
/** A definition can point back to the gateway; this limit breaks loops. */
const MAX_HOPS = 5;
/**
 * The data plane: every request uses the definition that is in effect for its API when it arrives, and keeps it until it
 * completes, even if the backend is switched in the meantime.
 */
function createGateway(cloud, { nativeTimeoutMs = NATIVE_TIMEOUT_MS } = {}) {
    const native = new NativeDataPlane(cloud.apig);
    const proxy = createProxyServer({ xfwd: true, agent: false });
    const routes = new Routes(cloud);
    // a unique name in the Via header identifies requests that this gateway has forwarded
    const hop = `1.1 gateway-${(0,external_node_crypto_namespaceObject.randomUUID)()}`;
    const timedOut = new WeakSet();
    proxy.on('proxyReq', (proxyRequest, request) => {
        proxyRequest.once('timeout', () => timedOut.add(request));
    });
    // the backend's connection closes with its response; the client's stays open
    proxy.on('proxyRes', ({ headers }) => {
        delete headers.connection;
        delete headers['keep-alive'];
    });
    const isLoop = ({ headers }) => (headers.via ?? '').split(',').filter(name => name.trim() === hop).length >= MAX_HOPS;
    const forward = async (request, response, upstream) => {
        const { target, host, timeoutMs } = upstream;
        const via = [request.headers.via, hop].filter(value => value !== undefined).join(', ');
        try {
            await proxy.web(request, response, { target, headers: { host, via }, proxyTimeout: timeoutMs });
        }
        catch (thrown) {
            // a partially sent response can only be aborted
            if (response.headersSent)
                response.destroy();
            else
                upstream.fail(response, thrown, timedOut.has(request));
        }
    };
    /** @returns whether the Host belongs to Cloud-native API Gateway */
    const serveNative = (request, response) => {
        const decision = native.decide(request);
        if (decision === undefined)
            return false;
        response.setHeader('server', 'istio-envoy');
        response.setHeader('x-request-id', (0,external_node_crypto_namespaceObject.randomUUID)());
        if (request.headers.upgrade?.toLowerCase() === 'websocket') {
            sendNative(response, { kind: 'respond', status: 403, body: '' });
            return true;
        }
        ignoreUpgrade(request);
        if (decision.kind === 'respond')
            sendNative(response, decision);
        else if (isLoop(request))
            sendNative(response, upstreamFailure({ code: 'ELOOP' }, false));
        else {
            const { target } = decision;
            // the Host is not rewritten, not even for DNS services
            const host = request.headers.host ?? target.hostname;
            const fail = (to, thrown, isTimeout) => sendNative(to, upstreamFailure(thrown, isTimeout));
            void forward(request, response, {
                target: { ...target, pathname: '/' },
                host,
                timeoutMs: nativeTimeoutMs,
                fail
            });
        }
        return true;
    };
    const server = (0,external_node_http_namespaceObject.createServer)((request, response) => {
        const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
        const method = request.method ?? 'GET';
        if (serveNative(request, response))
            return;
        response.setHeader('x-ca-request-id', (0,external_node_crypto_namespaceObject.randomUUID)().toUpperCase());
        const route = routes.find({ host: request.headers.host ?? '', method, path });
        if (route.api === undefined)
            return refusal_refuse(response, 404, route.code, route.message);
        if (request.headers.upgrade?.toLowerCase() === 'websocket') {
            return refusal_refuse(response, 403, 'I403PT', 'Invalid protocol WEBSOCKET unsupported');
        }
        ignoreUpgrade(request);
        const stageName = String(request.headers['x-ca-stage'] ?? 'RELEASE').toUpperCase();
        if (!SYSTEM_STAGES.has(stageName) && !cloud.hasStage(stageName)) {
            return refusal_refuse(response, 400, 'I400SG', 'Invalid Stage');
        }
        const inEffect = cloud.inEffect(route.api.id, stageName);
        if (inEffect === undefined)
            return refusal_refuse(response, 404, 'I404ST', `API not published in ${stageName}`);
        if (inEffect.backendType === 'MOCK')
            return sendMock(response, inEffect.definition);
        const upstream = upstreamOf(cloud, inEffect);
        if (typeof upstream === 'string')
            return refusal_refuse(response, 503, 'D503BE', upstream);
        if (isLoop(request)) {
            const message = 'Backend service connect failed `Loop detected: the definition leads back to this gateway`';
            return refusal_refuse(response, 504, 'D504CO', message);
        }
        void forward(request, response, upstream);
    });
    server.keepAliveTimeout = KEEP_ALIVE_MS;
    return server;
}
/** Clients offer HTTP/2 with this header; a server that does not support it ignores the offer. */
function ignoreUpgrade({ headers }) {
    if (headers.upgrade === undefined)
        return;
    delete headers.upgrade;
    delete headers.connection;
    delete headers['http2-settings'];
}
/** The upstream of an HTTP or VPC definition, or the reason why there is none. */
function upstreamOf(cloud, inEffect) {
    const found = targetOfDefinition(cloud, inEffect);
    if (typeof found === 'string')
        return found;
    const fail = (response, thrown, isTimeout) => isTimeout
        ? refusal_refuse(response, 504, 'D504TO', 'Backend service request timeout')
        : refusal_refuse(response, 504, 'D504CO', connectFailed(thrown, found.target.hostname));
    return { ...found, fail };
}
function targetOfDefinition(cloud, { backendType, definition }) {
    const timeout = Number(definition['ServiceTimeout']);
    const timeoutMs = timeout > 0 ? timeout : DEFAULT_TIMEOUT_MS;
    if (backendType === 'HTTP') {
        const target = gateway_text(definition['ServiceAddress']);
        const url = URL.parse(target);
        if (url === null || !/^https?:$/.test(url.protocol))
            return `Backend address is not a URL: ${target}`;
        return { target: targetOf(url), host: gateway_text(definition['HttpTargetHostName']) || url.host, timeoutMs };
    }
    if (backendType === 'VPC') {
        const config = object(definition['VpcConfig']);
        const access = findVpcAccess(cloud.seed.vpc, config);
        if (access === undefined)
            return `VPC access not found: ${namedBy(config)}`;
        const url = new URL(access.address);
        return { target: targetOf(url), host: gateway_text(config['VpcTargetHostName']) || url.host, timeoutMs };
    }
    return `Backend type ${backendType} has no data plane in the emulator`;
}
/** Removes the brackets of an IPv6 address, which the proxy would resolve as part of the host name. */
function targetOf(url) {
    const { protocol, hostname, port, pathname } = url;
    return hostname.startsWith('[') ? { protocol, hostname: hostname.slice(1, -1), port, pathname } : url;
}
function gateway_text(value) {
    return typeof value === 'string' ? value : '';
}
function object(value) {
    return isJsonObject(value) ? value : {};
}

;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/util/errors.js
class JOSEError extends Error {
  static code = "ERR_JOSE_GENERIC";
  code = "ERR_JOSE_GENERIC";
  constructor(message, options) {
    super(message, options), this.name = this.constructor.name, Error.captureStackTrace?.(this, this.constructor);
  }
}
class JWTClaimValidationFailed extends JOSEError {
  static code = "ERR_JWT_CLAIM_VALIDATION_FAILED";
  code = "ERR_JWT_CLAIM_VALIDATION_FAILED";
  claim;
  reason;
  payload;
  constructor(message, payload, claim = "unspecified", reason = "unspecified") {
    super(message, { cause: { claim, reason, payload } }), this.claim = claim, this.reason = reason, this.payload = payload;
  }
}
class JWTExpired extends JOSEError {
  static code = "ERR_JWT_EXPIRED";
  code = "ERR_JWT_EXPIRED";
  claim;
  reason;
  payload;
  constructor(message, payload, claim = "unspecified", reason = "unspecified") {
    super(message, { cause: { claim, reason, payload } }), this.claim = claim, this.reason = reason, this.payload = payload;
  }
}
class JOSEAlgNotAllowed extends JOSEError {
  static code = "ERR_JOSE_ALG_NOT_ALLOWED";
  code = "ERR_JOSE_ALG_NOT_ALLOWED";
}
class errors_JOSENotSupported extends JOSEError {
  static code = "ERR_JOSE_NOT_SUPPORTED";
  code = "ERR_JOSE_NOT_SUPPORTED";
}
class JWEDecryptionFailed extends JOSEError {
  static code = "ERR_JWE_DECRYPTION_FAILED";
  code = "ERR_JWE_DECRYPTION_FAILED";
  constructor(message = "decryption operation failed", options) {
    super(message, options);
  }
}
class JWEInvalid extends (/* unused pure expression or super */ null && (JOSEError)) {
  static code = (/* unused pure expression or super */ null && ("ERR_JWE_INVALID"));
  code = "ERR_JWE_INVALID";
}
class errors_JWSInvalid extends JOSEError {
  static code = "ERR_JWS_INVALID";
  code = "ERR_JWS_INVALID";
}
class JWTInvalid extends JOSEError {
  static code = "ERR_JWT_INVALID";
  code = "ERR_JWT_INVALID";
}
class JWKInvalid extends (/* unused pure expression or super */ null && (JOSEError)) {
  static code = (/* unused pure expression or super */ null && ("ERR_JWK_INVALID"));
  code = "ERR_JWK_INVALID";
}
class JWKSInvalid extends JOSEError {
  static code = "ERR_JWKS_INVALID";
  code = "ERR_JWKS_INVALID";
}
class JWKSNoMatchingKey extends JOSEError {
  static code = "ERR_JWKS_NO_MATCHING_KEY";
  code = "ERR_JWKS_NO_MATCHING_KEY";
  constructor(message = "no applicable key found in the JSON Web Key Set", options) {
    super(message, options);
  }
}
class JWKSMultipleMatchingKeys extends JOSEError {
  [Symbol.asyncIterator] = async function* () {
  };
  static code = "ERR_JWKS_MULTIPLE_MATCHING_KEYS";
  code = "ERR_JWKS_MULTIPLE_MATCHING_KEYS";
  constructor(message = "multiple matching keys found in the JSON Web Key Set", options) {
    super(message, options);
  }
}
class JWKSTimeout extends JOSEError {
  static code = "ERR_JWKS_TIMEOUT";
  code = "ERR_JWKS_TIMEOUT";
  constructor(message = "request timed out", options) {
    super(message, options);
  }
}
class JWSSignatureVerificationFailed extends JOSEError {
  static code = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
  code = "ERR_JWS_SIGNATURE_VERIFICATION_FAILED";
  constructor(message = "signature verification failed", options) {
    super(message, options);
  }
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/buffer_utils.js
const buffer_utils_encoder = new TextEncoder(), decoder = new TextDecoder(), strictDecoder = new TextDecoder("utf-8", { fatal: !0 }), UINT32_RANGE = (/* unused pure expression or super */ null && (2 ** 32));
function concat(...buffers) {
  const size = buffers.reduce((acc, { length }) => acc + length, 0), buf = new Uint8Array(size);
  let i = 0;
  for (const buffer of buffers)
    buf.set(buffer, i), i += buffer.length;
  return buf;
}
function writeUInt32BE(buf, value, offset) {
  if (value < 0 || value >= UINT32_RANGE)
    throw new RangeError(`value must be >= 0 and <= ${UINT32_RANGE - 1}. Received ${value}`);
  buf.set([value >>> 24, value >>> 16, value >>> 8, value & 255], offset);
}
function uint64be(value) {
  const high = Math.floor(value / UINT32_RANGE), low = value % UINT32_RANGE, buf = new Uint8Array(8);
  return writeUInt32BE(buf, high, 0), writeUInt32BE(buf, low, 4), buf;
}
function uint32be(value) {
  const buf = new Uint8Array(4);
  return writeUInt32BE(buf, value), buf;
}
const NON_ASCII = /[^\x00-\x7f]/;
function encode(string) {
  if (typeof string == "string" && string.length >= 128) {
    if (NON_ASCII.test(string))
      throw new TypeError("non-ASCII string encountered in encode()");
    return buffer_utils_encoder.encode(string);
  }
  const bytes = new Uint8Array(string.length);
  for (let i = 0; i < string.length; i++) {
    const code = string.charCodeAt(i);
    if (code > 127)
      throw new TypeError("non-ASCII string encountered in encode()");
    bytes[i] = code;
  }
  return bytes;
}
function encodeBase64(input, url = !1) {
  if (Uint8Array.prototype.toBase64)
    return input.toBase64({ alphabet: url ? "base64url" : "base64", omitPadding: url });
  const CHUNK_SIZE = 32768, arr = [];
  for (let i = 0; i < input.length; i += CHUNK_SIZE)
    arr.push(String.fromCharCode.apply(null, input.subarray(i, i + CHUNK_SIZE)));
  const encoded = btoa(arr.join(""));
  return url ? encoded.replace(/=/g, "").replace(/\+/g, "-").replace(/\//g, "_") : encoded;
}
function decodeBase64(encoded, url = !1) {
  if (Uint8Array.fromBase64)
    return Uint8Array.fromBase64(encoded, { alphabet: url ? "base64url" : "base64" });
  if (url) {
    if (encoded.includes("+") || encoded.includes("/"))
      throw new TypeError("Invalid base64url");
    encoded = encoded.replace(/-/g, "+").replace(/_/g, "/");
  }
  const binary = atob(encoded), bytes = new Uint8Array(binary.length);
  for (let i = 0; i < binary.length; i++)
    bytes[i] = binary.charCodeAt(i);
  return bytes;
}
async function digest(algorithm, data) {
  const subtleDigest = `SHA-${algorithm.slice(-3)}`;
  return new Uint8Array(await crypto.subtle.digest(subtleDigest, data));
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/util/base64url.js

const base64url_invalid = "The input to be decoded is not correctly encoded.";
function decode(input) {
  try {
    return decodeBase64(typeof input == "string" ? input : decoder.decode(input), !0);
  } catch (cause) {
    throw new TypeError(base64url_invalid, { cause });
  }
}
function base64url_encode(input) {
  return encodeBase64(typeof input == "string" ? buffer_utils_encoder.encode(input) : input, !0);
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/validate.js



function assertUint8Array(input, label) {
  if (!(input instanceof Uint8Array))
    throw new TypeError(`${label} must be an instance of Uint8Array`);
}
function validate_isObject(input) {
  if (typeof input != "object" || input === null || Object.prototype.toString.call(input) !== "[object Object]")
    return !1;
  const prototype = Object.getPrototypeOf(input);
  return prototype === null || Object.getPrototypeOf(prototype) === null;
}
function isJwkSet(input) {
  return validate_isObject(input) && Array.isArray(input.keys) && Array.from(input.keys).every(validate_isObject);
}
function isDisjoint(...headers) {
  const parameters = /* @__PURE__ */ new Set();
  for (const header of headers)
    if (header)
      for (const parameter of Object.keys(header)) {
        if (parameters.has(parameter))
          return !1;
        parameters.add(parameter);
      }
  return !0;
}
function assertNotSet(value, name) {
  if (value !== void 0)
    throw new TypeError(`${name} can only be called once`);
}
function decodeBase64url(value, label, ErrorClass) {
  try {
    return decode(value);
  } catch (cause) {
    throw new ErrorClass(`Failed to base64url decode the ${label}`, { cause });
  }
}
function encodeAsciiMember(value, label, ErrorClass) {
  try {
    return encode(value);
  } catch (cause) {
    throw new ErrorClass(`The ${label} is not a valid base64url string`, { cause });
  }
}
function parseJoseHeader(encodedProtectedHeader, ErrorClass, message) {
  let parsed;
  try {
    parsed = JSON.parse(strictDecoder.decode(decode(encodedProtectedHeader)));
  } catch (cause) {
    throw new ErrorClass(message, { cause });
  }
  if (!validate_isObject(parsed))
    throw new ErrorClass(message);
  return parsed;
}
const JWS_RECOGNIZED = { __proto__: null, b64: !0 }, JWE_RECOGNIZED = { __proto__: null };
function validateAlgorithms(option, algorithms) {
  if (algorithms !== void 0 && (!Array.isArray(algorithms) || algorithms.some((s) => typeof s != "string")))
    throw new TypeError(`"${option}" option must be an array of strings`);
  return algorithms === void 0 ? void 0 : new Set(algorithms);
}
function validateCritDuplicates(Err, protectedHeader) {
  const { crit } = protectedHeader ?? {};
  if (Array.isArray(crit) && new Set(crit).size !== crit.length)
    throw new Err('"crit" (Critical) Header Parameter MUST NOT contain duplicate values');
}
function validateCrit(Err, recognizedDefault, recognizedOption, protectedHeader, joseHeader) {
  if (joseHeader.crit !== void 0 && protectedHeader?.crit === void 0)
    throw new Err('"crit" (Critical) Header Parameter MUST be integrity protected');
  if (!protectedHeader || protectedHeader.crit === void 0)
    return [];
  if (!Array.isArray(protectedHeader.crit) || protectedHeader.crit.length === 0 || protectedHeader.crit.some((input) => typeof input != "string" || input.length === 0))
    throw new Err('"crit" (Critical) Header Parameter MUST be an array of non-empty strings when present');
  const recognized = recognizedOption === void 0 ? recognizedDefault : { __proto__: null, ...recognizedOption, ...recognizedDefault };
  for (const parameter of protectedHeader.crit) {
    if (!(parameter in recognized))
      throw new errors_JOSENotSupported(`Extension Header Parameter "${parameter}" is not recognized`);
    if (!Object.hasOwn(joseHeader, parameter) || joseHeader[parameter] === void 0)
      throw new Err(`Extension Header Parameter "${parameter}" is missing`);
    if (recognized[parameter] && (!Object.hasOwn(protectedHeader, parameter) || protectedHeader[parameter] === void 0))
      throw new Err(`Extension Header Parameter "${parameter}" MUST be integrity protected`);
  }
  return protectedHeader.crit;
}
function validateB64(protectedHeader, extensions) {
  if (extensions.includes("b64")) {
    const b64 = protectedHeader.b64;
    if (typeof b64 != "boolean")
      throw new errors_JWSInvalid('The "b64" (base64url-encode payload) Header Parameter must be a boolean');
    return b64;
  }
  return !0;
}
function serializeJoseHeader(Err, header) {
  let serialized, parsed;
  try {
    serialized = JSON.stringify(header), parsed = JSON.parse(serialized);
  } catch (cause) {
    throw new Err("JOSE Header is not valid JSON", { cause });
  }
  if (!validate_isObject(parsed))
    throw new Err("JOSE Header is not a JSON object");
  return [parsed, serialized];
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/key.js



const tag = (key) => key[Symbol.toStringTag], jwkMatchesOp = (entry, key, usage) => {
  const { alg } = entry;
  if (key.use !== void 0) {
    const expected = usage === "sign" || usage === "verify" ? "sig" : "enc";
    if (key.use !== expected)
      throw new TypeError(`Invalid key for this operation, its "use" must be "${expected}" when present`);
  }
  if (key.kty === "AKP" && key.alg === void 0)
    throw new TypeError('missing "alg" (Algorithm) Parameter value');
  if (key.alg !== void 0 && key.alg !== alg)
    throw new TypeError(`Invalid key for this operation, its "alg" must be "${alg}" when present`);
  if (Array.isArray(key.key_ops)) {
    const expectedKeyOp = usage === "encrypt" || usage === "decrypt" ? entry.ops?.[usage === "encrypt" ? 0 : 1] : usage;
    if (expectedKeyOp && !key.key_ops.includes(expectedKeyOp))
      throw new TypeError(`Invalid key for this operation, its "key_ops" must include "${expectedKeyOp}" when present`);
  }
};
async function prepareKey(entry, key, usage) {
  const { alg, secret } = entry, requiresPrivateKey = usage === "decrypt" || usage === "sign";
  if (secret && key instanceof Uint8Array)
    return key;
  let normalized, keyObject;
  if (validate_isObject(key)) {
    if (normalized = normalizeJwk(key), typeof normalized.kty != "string")
      throw invalidKeyType(alg, key, secret);
    if (!(secret ? normalized.kty === "oct" && typeof normalized.k == "string" : normalized.kty !== "oct" && (requiresPrivateKey ? normalized.kty === "AKP" && typeof normalized.priv == "string" || typeof normalized.d == "string" : normalized.d === void 0 && normalized.priv === void 0)))
      throw new TypeError(secret ? 'JSON Web Key for symmetric algorithms must have JWK "kty" (Key Type) equal to "oct" and the JWK "k" (Key Value) present' : `JSON Web Key for this operation must be a ${requiresPrivateKey ? "private" : "public"} JWK`);
    if (jwkMatchesOp(entry, normalized, usage), normalized.kty === "oct")
      return decode(normalized.k);
    if (!Object.isFrozen(key)) {
      const { key_ops } = key;
      Array.isArray(key_ops) && Object.freeze(key_ops), Object.freeze(key);
    }
  } else {
    if (!isKeyLike(key))
      throw invalidKeyType(alg, key, secret);
    const expectedType = secret ? "secret" : requiresPrivateKey ? "private" : "public";
    if (key.type !== expectedType && (secret || ["secret", "public", "private"].includes(key.type)))
      throw new TypeError(`${tag(key)} instances must be of type "${expectedType}" for the ${alg} algorithm`);
    if (isCryptoKey(key))
      return key;
    if (keyObject = key, keyObject.type === "secret")
      return keyObject.export();
  }
  cache ||= /* @__PURE__ */ new WeakMap();
  const cacheKey = key;
  let cached = cache.get(cacheKey);
  if (cached?.[alg])
    return cached[alg];
  if (cached || cache.set(cacheKey, cached = {}), keyObject && typeof keyObject.toCryptoKey == "function") {
    const isPublic = keyObject.type === "public", crv = nist[keyObject.asymmetricKeyDetails?.namedCurve], params = entry.resolve?.({ crv, asymmetricKeyType: keyObject.asymmetricKeyType }) ?? entry.subtle;
    return cached[alg] = keyObject.toCryptoKey(params, isPublic, entry.usages[isPublic ? 0 : 1]);
  }
  return normalized ??= keyObject.export({ format: "jwk" }), normalized.alg = alg, cached[alg] = await jwkToKey(entry, normalized);
}
let cache;
const nist = {
  __proto__: null,
  prime256v1: "P-256",
  secp384r1: "P-384",
  secp521r1: "P-521"
};
function assertCryptoKey(key) {
  if (!isCryptoKey(key))
    throw new Error("CryptoKey instance expected");
}
const isCryptoKey = (key) => {
  if (key?.[Symbol.toStringTag] === "CryptoKey")
    return !0;
  try {
    return key instanceof CryptoKey;
  } catch {
    return !1;
  }
}, isKeyObject = (key) => key?.[Symbol.toStringTag] === "KeyObject", isKeyLike = (key) => isCryptoKey(key) || isKeyObject(key);
function message(msg, actual, ...types) {
  if (types.length > 2) {
    const last = types.pop();
    msg += `one of type ${types.join(", ")}, or ${last}.`;
  } else types.length === 2 ? msg += `one of type ${types[0]} or ${types[1]}.` : msg += `of type ${types[0]}.`;
  return actual == null ? msg += ` Received ${actual}` : typeof actual == "function" && actual.name ? msg += ` Received function ${actual.name}` : typeof actual == "object" && actual != null && actual.constructor?.name && (msg += ` Received an instance of ${actual.constructor.name}`), msg;
}
const invalidKeyInput = (actual, ...types) => message("Key must be ", actual, ...types);
function invalidKeyType(alg, actual, secret) {
  const types = ["CryptoKey", "KeyObject", "JSON Web Key"];
  return secret && types.push("Uint8Array"), new TypeError(message(`Key for the ${alg} algorithm must be `, actual, ...types));
}
const unusable = (name, prop = "algorithm.name") => new TypeError(`CryptoKey does not support this operation, its ${prop} must be ${name}`);
function checkUsage(key, usage) {
  if (usage && !key.usages.includes(usage))
    throw new TypeError(`CryptoKey does not support this operation, its usages must include ${usage}.`);
}
function checkModulusLength(alg, key) {
  const { modulusLength } = key.algorithm;
  if (typeof modulusLength != "number" || modulusLength < 2048)
    throw new TypeError(`${alg} requires key modulusLength to be 2048 bits or larger`);
}
function checkCryptoKey(key, expected, usage) {
  const algorithm = key.algorithm;
  if (algorithm.name !== expected.name)
    throw unusable(expected.name);
  if (expected.hash && algorithm.hash?.name !== expected.hash)
    throw unusable(expected.hash, "algorithm.hash");
  if (expected.namedCurve && algorithm.namedCurve !== expected.namedCurve)
    throw unusable(expected.namedCurve, "algorithm.namedCurve");
  if (expected.length !== void 0 && algorithm.length !== expected.length)
    throw unusable(expected.length, "algorithm.length");
  checkUsage(key, usage);
}
function snapshotJwk(jwk) {
  return { __proto__: null, ...jwk };
}
function normalizeJwk(jwk) {
  const normalized = snapshotJwk(jwk);
  if (normalized.ext !== void 0 && typeof normalized.ext != "boolean")
    throw new TypeError('"ext" (Extractable) Parameter must be a boolean');
  if (normalized.key_ops !== void 0) {
    const value = normalized.key_ops, keyOps = Array.isArray(value) ? [...value] : void 0;
    if (!keyOps || keyOps.some((operation) => typeof operation != "string") || new Set(keyOps).size !== keyOps.length)
      throw new TypeError('"key_ops" (Key Operations) Parameter must be an array of unique strings');
    normalized.key_ops = keyOps;
  }
  return normalized;
}
function validateExtractableOption(extractable) {
  if (extractable !== void 0 && typeof extractable != "boolean")
    throw new TypeError('"extractable" option must be a boolean');
  return extractable;
}
async function jwkToKey(entry, jwk, extractable) {
  if (!entry.kty.includes(jwk.kty))
    throw new errors_JOSENotSupported('Invalid or unsupported JWK "alg" (Algorithm) Parameter value');
  const algorithm = entry.resolve?.({ kty: jwk.kty, crv: jwk.crv }) ?? entry.subtle, isPrivate = !!(jwk.d || jwk.priv), keyData = { ...jwk, ext: extractable ?? jwk.ext };
  return keyData.kty !== "AKP" && delete keyData.alg, delete keyData.use, crypto.subtle.importKey("jwk", keyData, algorithm, keyData.ext ?? !isPrivate, jwk.key_ops ?? entry.usages[isPrivate ? 1 : 0]);
}
async function rawKey(key, expected, usage, extractable = !1) {
  return key instanceof Uint8Array && (key = await crypto.subtle.importKey("raw", key, expected, extractable, [usage])), checkCryptoKey(key, expected, usage), key;
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/key_descriptor.js
function table(entries) {
  const out = { __proto__: null };
  for (const alg in entries)
    out[alg] = { ...entries[alg], alg };
  return out;
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/jws_algorithms.js


const sig = [["verify"], ["sign"]];
function hmac(bits) {
  const subtle = { name: "HMAC", hash: `SHA-${bits}` };
  return { kty: ["oct"], secret: !0, subtle, signing: subtle, usages: sig };
}
function rsa(bits, saltLength) {
  const subtle = { name: saltLength ? "RSA-PSS" : "RSASSA-PKCS1-v1_5", hash: `SHA-${bits}` };
  return {
    kty: ["RSA"],
    subtle,
    signing: saltLength ? { ...subtle, saltLength } : subtle,
    usages: sig,
    minRsaBits: 2048
  };
}
function ecdsa(crv, bits) {
  return {
    kty: ["EC"],
    crv,
    subtle: { name: "ECDSA", namedCurve: crv },
    signing: { name: "ECDSA", hash: `SHA-${bits}` },
    usages: sig
  };
}
function eddsa() {
  const subtle = { name: "Ed25519" };
  return {
    kty: ["OKP"],
    crv: "Ed25519",
    subtle,
    signing: subtle,
    usages: sig
  };
}
function mldsa(parameterSet) {
  const subtle = { name: `ML-DSA-${parameterSet}` };
  return {
    kty: ["AKP"],
    subtle,
    signing: subtle,
    usages: sig
  };
}
const JWS = table({
  HS256: hmac(256),
  HS384: hmac(384),
  HS512: hmac(512),
  RS256: rsa(256),
  RS384: rsa(384),
  RS512: rsa(512),
  PS256: rsa(256, 32),
  PS384: rsa(384, 48),
  PS512: rsa(512, 64),
  ES256: ecdsa("P-256", 256),
  ES384: ecdsa("P-384", 384),
  ES512: ecdsa("P-521", 512),
  EdDSA: eddsa(),
  Ed25519: eddsa(),
  "ML-DSA-44": mldsa(44),
  "ML-DSA-65": mldsa(65),
  "ML-DSA-87": mldsa(87)
});
function jwsAlgorithm(alg) {
  const entry = typeof alg == "string" ? JWS[alg] : void 0;
  if (!entry)
    throw new errors_JOSENotSupported(`alg ${alg} is not supported either by JOSE or your javascript runtime`);
  return entry;
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/jwe_algorithms.js


const wrap = [
  ["encrypt", "wrapKey"],
  ["decrypt", "unwrapKey"]
], derive = [[], ["deriveBits"]], none = [[], []];
function rsaes(bits) {
  return {
    kty: ["RSA"],
    mode: "key-encryption",
    subtle: { name: "RSA-OAEP", hash: `SHA-${bits}` },
    usages: wrap,
    ops: ["wrapKey", "unwrapKey"]
  };
}
function ecdh(mode) {
  return {
    kty: ["EC", "OKP"],
    mode,
    subtle: { name: "ECDH" },
    resolve: ({ kty, crv, asymmetricKeyType }) => {
      if (crv === "X25519" || asymmetricKeyType === "x25519")
        return { name: "X25519" };
      if (kty === "OKP")
        throw new errors_JOSENotSupported('Invalid or unsupported JWK "alg" (Algorithm) Parameter value');
      return { name: "ECDH", namedCurve: crv };
    },
    usages: derive,
    ops: [void 0, "deriveBits"]
  };
}
function aeskw(bits, gcm = !1) {
  return {
    kty: ["oct"],
    mode: "key-wrapping",
    secret: !0,
    subtle: { name: gcm ? "AES-GCM" : "AES-KW", length: bits },
    usages: none,
    ops: gcm ? ["encrypt", "decrypt"] : ["wrapKey", "unwrapKey"]
  };
}
function pbes2() {
  return {
    kty: ["oct"],
    mode: "key-wrapping",
    secret: !0,
    subtle: { name: "PBKDF2" },
    usages: none,
    ops: ["deriveBits", "deriveBits"]
  };
}
const JWE = table({
  dir: {
    kty: ["oct"],
    mode: "direct-encryption",
    secret: !0,
    subtle: { name: "AES-GCM" },
    usages: none,
    ops: ["encrypt", "decrypt"]
  },
  "RSA-OAEP": rsaes(1),
  "RSA-OAEP-256": rsaes(256),
  "RSA-OAEP-384": rsaes(384),
  "RSA-OAEP-512": rsaes(512),
  "ECDH-ES": ecdh("direct-key-agreement"),
  "ECDH-ES+A128KW": ecdh("key-agreement-with-key-wrapping"),
  "ECDH-ES+A192KW": ecdh("key-agreement-with-key-wrapping"),
  "ECDH-ES+A256KW": ecdh("key-agreement-with-key-wrapping"),
  A128KW: aeskw(128),
  A192KW: aeskw(192),
  A256KW: aeskw(256),
  A128GCMKW: aeskw(128, !0),
  A192GCMKW: aeskw(192, !0),
  A256GCMKW: aeskw(256, !0),
  "PBES2-HS256+A128KW": pbes2(),
  "PBES2-HS384+A192KW": pbes2(),
  "PBES2-HS512+A256KW": pbes2()
}), contentOps = ["encrypt", "decrypt"];
function contentEncryption(bits, cbc = !1) {
  return {
    kty: ["oct"],
    secret: !0,
    subtle: { name: cbc ? "AES-CBC" : "AES-GCM", length: bits },
    usages: none,
    ops: contentOps,
    cekBits: bits,
    ivBits: cbc ? 128 : 96,
    cbc
  };
}
const ENC = table({
  A128GCM: contentEncryption(128),
  A192GCM: contentEncryption(192),
  A256GCM: contentEncryption(256),
  "A128CBC-HS256": contentEncryption(256, !0),
  "A192CBC-HS384": contentEncryption(384, !0),
  "A256CBC-HS512": contentEncryption(512, !0)
});
function unsupported(parameter, name) {
  throw new JOSENotSupported(`Invalid or unsupported "${parameter}" (JWE ${name}) header value`);
}
function jweAlgorithm(alg) {
  return (typeof alg == "string" ? JWE[alg] : void 0) ?? unsupported("alg", "Algorithm");
}
function isJWECEKTransport(algorithm) {
  return algorithm.mode === "key-wrapping" || algorithm.mode === "key-encryption" || algorithm.mode === "key-agreement-with-key-wrapping";
}
function jweEncryption(enc) {
  return (typeof enc == "string" ? ENC[enc] : void 0) ?? unsupported("enc", "Encryption Algorithm");
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/key_algorithm.js



const algArgument = '"alg" (Algorithm)';
function unsupportedAlg(source = 'JWK "alg" (Algorithm) Parameter') {
  throw new errors_JOSENotSupported(`Invalid or unsupported ${source} value`);
}
function keyAlgorithm(alg, source) {
  return (typeof alg == "string" ? JWS[alg] ?? JWE[alg] : void 0) ?? unsupportedAlg(source);
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/key/generate_key_pair.js



function getModulusLengthOption(options) {
  const modulusLength = options?.modulusLength ?? 2048;
  if (typeof modulusLength != "number" || !Number.isInteger(modulusLength) || modulusLength < 2048)
    throw new errors_JOSENotSupported("Invalid or unsupported modulusLength option provided, 2048 bits or larger keys must be used");
  return modulusLength;
}
async function generateKeyPair(alg, options) {
  const extractable = validateExtractableOption(options?.extractable), entry = keyAlgorithm(alg, algArgument);
  entry.secret && unsupportedAlg(algArgument);
  let algorithm;
  if (entry.resolve) {
    const crv = options?.crv ?? "P-256";
    if (!["P-256", "P-384", "P-521", "X25519"].includes(crv))
      throw new errors_JOSENotSupported("Invalid or unsupported crv option provided, supported values are P-256, P-384, P-521, and X25519");
    algorithm = entry.resolve({ crv });
  } else {
    if (entry.crv !== void 0 && options?.crv !== void 0 && options.crv !== entry.crv)
      throw new errors_JOSENotSupported(`Invalid or unsupported crv option provided, the only supported value for ${alg} is ${entry.crv}`);
    algorithm = entry.kty[0] === "RSA" ? {
      ...entry.subtle,
      publicExponent: Uint8Array.of(1, 0, 1),
      modulusLength: getModulusLengthOption(options)
    } : entry.subtle;
  }
  return crypto.subtle.generateKey(algorithm, extractable ?? !1, [
    ...entry.usages[1],
    ...entry.usages[0]
  ]);
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/key/export.js



function exportSPKI(key) {
  return exportPublic(key);
}
function exportPKCS8(key) {
  return exportPrivate(key);
}
async function exportJWK(key) {
  if (isKeyObject(key))
    if (key.type === "secret")
      key = key.export();
    else
      return key.export({ format: "jwk" });
  if (key instanceof Uint8Array)
    return {
      kty: "oct",
      k: base64url_encode(key)
    };
  if (!isCryptoKey(key))
    throw new TypeError(invalidKeyInput(key, "CryptoKey", "KeyObject", "Uint8Array"));
  if (!key.extractable)
    throw new TypeError("non-extractable CryptoKey cannot be exported as a JWK");
  const jwk = await crypto.subtle.exportKey("jwk", key);
  delete jwk.ext, delete jwk.key_ops, delete jwk.use, jwk.kty !== "AKP" && delete jwk.alg;
  for (const parameter of Object.keys(jwk))
    jwk[parameter] === void 0 && delete jwk[parameter];
  return jwk;
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/jws_sign.js






async function createSignature(input, key, rejectUnencoded) {
  let [payload, protectedHeader, unprotectedHeader, crit] = input, encodedProtectedHeader = "";
  if (protectedHeader !== void 0) {
    const normalized = serializeJoseHeader(errors_JWSInvalid, protectedHeader);
    protectedHeader = normalized[0], encodedProtectedHeader = base64url_encode(normalized[1]);
  }
  if (unprotectedHeader !== void 0 && (unprotectedHeader = serializeJoseHeader(errors_JWSInvalid, unprotectedHeader)[0]), !protectedHeader && !unprotectedHeader)
    throw new errors_JWSInvalid("either setProtectedHeader or setUnprotectedHeader must be called before #sign()");
  if (!isDisjoint(protectedHeader, unprotectedHeader))
    throw new errors_JWSInvalid("JWS Protected and JWS Unprotected Header Parameter names must be disjoint");
  const joseHeader = { ...protectedHeader, ...unprotectedHeader };
  validateCritDuplicates(errors_JWSInvalid, protectedHeader);
  const b64 = validateB64(protectedHeader, validateCrit(errors_JWSInvalid, JWS_RECOGNIZED, crit, protectedHeader, joseHeader));
  b64 || rejectUnencoded?.();
  const { alg } = joseHeader;
  if (typeof alg != "string" || !alg)
    throw new errors_JWSInvalid('JWS "alg" (Algorithm) Header Parameter missing or invalid');
  const entry = jwsAlgorithm(alg);
  let encodedPayload = "", signingPayload = payload, signingInput;
  if (b64) {
    const encodedPayloadCache = input[4];
    encodedPayloadCache ? (encodedPayload = encodedPayloadCache[0] ??= base64url_encode(payload), signingPayload = encodedPayloadCache[1] ??= encode(encodedPayload)) : (encodedPayload = base64url_encode(payload), signingInput = buffer_utils_encoder.encode(`${encodedProtectedHeader}.${encodedPayload}`));
  }
  signingInput ??= concat(encode(encodedProtectedHeader), encode("."), signingPayload);
  const signingKey = await rawKey(await prepareKey(entry, key, "sign"), entry.subtle, "sign");
  entry.minRsaBits && checkModulusLength(entry.alg, signingKey);
  const jws = {
    signature: base64url_encode(new Uint8Array(await crypto.subtle.sign(entry.signing, signingKey, signingInput))),
    payload: encodedPayload
  };
  return protectedHeader && (jws.protected = encodedProtectedHeader), unprotectedHeader && (jws.header = unprotectedHeader), [jws, b64];
}
async function createCompactSignature(payload, protectedHeader, crit, key, rejectUnencoded) {
  const [jws] = await createSignature([payload, protectedHeader, void 0, crit], key, rejectUnencoded);
  return `${jws.protected}.${jws.payload}.${jws.signature}`;
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/jwt_claims_set.js



const epoch = (date) => Math.floor(date.getTime() / 1e3), multipliers = {
  s: 1,
  m: 60,
  h: 3600,
  d: 86400,
  w: 604800,
  y: 31557600
}, REGEX = /^(\+|\-)? ?(\d+|\d+\.\d+) ?(seconds?|secs?|s|minutes?|mins?|m|hours?|hrs?|h|days?|d|weeks?|w|years?|yrs?|y)(?: (ago|from now))?$/i, checkFailed = "check_failed";
function invalidDuration() {
  throw new TypeError("Invalid time period format");
}
function secs(str) {
  typeof str != "string" && invalidDuration();
  const matched = REGEX.exec(str);
  (!matched || matched[4] && matched[1]) && invalidDuration();
  const value = parseFloat(matched[2]), durationSeconds = Math.round(value * multipliers[matched[3][0].toLowerCase()]);
  return Number.isFinite(durationSeconds) || invalidDuration(), matched[1] === "-" || matched[4]?.toLowerCase() === "ago" ? -durationSeconds : durationSeconds;
}
function validateInput(label, input) {
  if (!Number.isFinite(input))
    throw new TypeError(`Invalid ${label} input`);
  return input;
}
function validateStringClaim(claim, value) {
  if (typeof value != "string")
    throw new TypeError(`"${claim}" claim must be a string`);
}
function validateAudienceClaim(value) {
  if (typeof value != "string" && (!Array.isArray(value) || Array.from(value).some((member) => typeof member != "string")))
    throw new TypeError('"aud" claim must be a string or an array of strings');
}
function numericDate(value, label) {
  return typeof value == "number" ? validateInput(label, value) : value instanceof Date ? validateInput(label, epoch(value)) : epoch(/* @__PURE__ */ new Date()) + secs(value);
}
const normalizeTyp = (value) => {
  const normalized = value.toLowerCase();
  return value.includes("/") ? normalized : `application/${normalized}`;
}, checkAudiencePresence = (audPayload, audOption) => typeof audPayload == "string" ? audOption.includes(audPayload) : Array.isArray(audPayload) ? audOption.some((aud) => audPayload.includes(aud)) : !1;
function validateNumericDate(claimsSet, claim, required = !1) {
  const value = claimsSet[claim];
  if (!(value === void 0 && !required)) {
    if (typeof value != "number")
      throw new JWTClaimValidationFailed(`"${claim}" claim must be a number`, claimsSet, claim, "invalid");
    return value;
  }
}
function unexpectedClaim(claimsSet, claim) {
  throw new JWTClaimValidationFailed(`unexpected "${claim}" claim value`, claimsSet, claim, checkFailed);
}
function validateClaimsSet(protectedHeader, claimsSetBytes, options = {}) {
  let claimsSet;
  try {
    claimsSet = JSON.parse(strictDecoder.decode(claimsSetBytes));
  } catch (cause) {
    throw new JWTInvalid("JWT Claims Set must be a top-level JSON object", { cause });
  }
  if (!validate_isObject(claimsSet))
    throw new JWTInvalid("JWT Claims Set must be a top-level JSON object");
  const { typ } = options;
  if (typ !== void 0 && (typeof protectedHeader.typ != "string" || normalizeTyp(protectedHeader.typ) !== normalizeTyp(typ)))
    throw new JWTClaimValidationFailed('unexpected "typ" JWT header value', claimsSet, "typ", checkFailed);
  const { requiredClaims = [], issuer, subject, audience, maxTokenAge } = options, presenceCheck = [...requiredClaims];
  maxTokenAge !== void 0 && presenceCheck.push("iat"), audience !== void 0 && presenceCheck.push("aud"), subject !== void 0 && presenceCheck.push("sub"), issuer !== void 0 && presenceCheck.push("iss");
  for (const claim of new Set(presenceCheck.reverse()))
    if (!Object.hasOwn(claimsSet, claim))
      throw new JWTClaimValidationFailed(`missing required "${claim}" claim`, claimsSet, claim, "missing");
  issuer !== void 0 && !(Array.isArray(issuer) ? issuer : [issuer]).includes(claimsSet.iss) && unexpectedClaim(claimsSet, "iss"), subject !== void 0 && claimsSet.sub !== subject && unexpectedClaim(claimsSet, "sub"), audience !== void 0 && !checkAudiencePresence(claimsSet.aud, typeof audience == "string" ? [audience] : audience) && unexpectedClaim(claimsSet, "aud");
  const { clockTolerance } = options;
  let tolerance = 0;
  if (typeof clockTolerance == "string")
    tolerance = secs(clockTolerance);
  else if (clockTolerance !== void 0) {
    if (typeof clockTolerance != "number")
      throw new TypeError("Invalid clockTolerance option type");
    tolerance = clockTolerance;
  }
  if (validateInput("clockTolerance option", tolerance), tolerance < 0)
    throw new TypeError("Invalid clockTolerance option input");
  const { currentDate } = options, now = validateInput("currentDate option", epoch(currentDate === void 0 ? /* @__PURE__ */ new Date() : currentDate)), iat = validateNumericDate(claimsSet, "iat", maxTokenAge !== void 0), nbf = validateNumericDate(claimsSet, "nbf");
  if (nbf !== void 0 && nbf > now + tolerance)
    throw new JWTClaimValidationFailed('"nbf" claim timestamp check failed', claimsSet, "nbf", checkFailed);
  const exp = validateNumericDate(claimsSet, "exp");
  if (exp !== void 0 && exp <= now - tolerance)
    throw new JWTExpired('"exp" claim timestamp check failed', claimsSet, "exp", checkFailed);
  if (maxTokenAge !== void 0) {
    const age = now - iat, max = validateInput("maxTokenAge option", typeof maxTokenAge == "number" ? maxTokenAge : secs(maxTokenAge));
    if (max < 0)
      throw new TypeError("Invalid maxTokenAge option input");
    if (age - tolerance > max)
      throw new JWTExpired('"iat" claim timestamp check failed (too far in the past)', claimsSet, "iat", checkFailed);
    if (age < -tolerance)
      throw new JWTClaimValidationFailed('"iat" claim timestamp check failed (it should be in the past)', claimsSet, "iat", checkFailed);
  }
  return claimsSet;
}
let producerClaimsSets;
function producerClaimsSet(producer) {
  return producerClaimsSets.get(producer);
}
function jwtClaimsSetBytes(producer) {
  const claimsSet = producerClaimsSet(producer);
  for (const claim of ["iat", "nbf", "exp"]) {
    const value = claimsSet[claim];
    if (typeof value == "number" && !Number.isFinite(value))
      throw new TypeError(`"${claim}" claim must be a finite number`);
  }
  return buffer_utils_encoder.encode(JSON.stringify(claimsSet));
}
function jwtClaim(producer, claim) {
  return producerClaimsSet(producer)[claim];
}
class JWTClaimsBuilder {
  constructor(claimsSet = {}) {
    if (!validate_isObject(claimsSet))
      throw new TypeError("JWT Claims Set MUST be an object");
    (producerClaimsSets ||= /* @__PURE__ */ new WeakMap()).set(this, structuredClone(claimsSet));
  }
  setIssuer(value) {
    return validateStringClaim("iss", value), producerClaimsSet(this).iss = value, this;
  }
  setSubject(value) {
    return validateStringClaim("sub", value), producerClaimsSet(this).sub = value, this;
  }
  setAudience(value) {
    return validateAudienceClaim(value), producerClaimsSet(this).aud = value, this;
  }
  setJti(value) {
    return validateStringClaim("jti", value), producerClaimsSet(this).jti = value, this;
  }
  setNotBefore(value) {
    return producerClaimsSet(this).nbf = numericDate(value, "setNotBefore"), this;
  }
  setExpirationTime(value) {
    return producerClaimsSet(this).exp = numericDate(value, "setExpirationTime"), this;
  }
  setIssuedAt(value) {
    const claimsSet = producerClaimsSet(this);
    return value === void 0 ? claimsSet.iat = epoch(/* @__PURE__ */ new Date()) : typeof value == "string" ? claimsSet.iat = validateInput("setIssuedAt", epoch(/* @__PURE__ */ new Date()) + secs(value)) : claimsSet.iat = numericDate(value, "setIssuedAt"), this;
  }
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/jwt/sign.js




const SignJWT_base = JWTClaimsBuilder;
class SignJWT extends SignJWT_base {
  #protectedHeader;
  setProtectedHeader(protectedHeader) {
    return assertNotSet(this.#protectedHeader, "setProtectedHeader"), this.#protectedHeader = protectedHeader, this;
  }
  async sign(key, options) {
    return createCompactSignature(jwtClaimsSetBytes(this), this.#protectedHeader, options?.crit, key, () => {
      throw new JWTInvalid("JWTs MUST NOT use unencoded payload");
    });
  }
}


;// CONCATENATED MODULE: ./emulator/request-log.js

/** The newest requests, in order of arrival. A test can wait for the next one. */
class RequestLog {
    #history;
    #waiters = [];
    constructor(limits) {
        this.#history = new History(limits);
    }
    get requests() {
        return this.#history.items;
    }
    /** Number of requests that were dropped. */
    get dropped() {
        return this.#history.dropped;
    }
    /** @param bytes the size of the request without its headers */
    add(request, bytes) {
        this.#history.add(request, bytes + sizeOf(Object.values(request.headers)));
        const called = this.#waiters.filter(({ matches }) => matches(request));
        this.#waiters = this.#waiters.filter(waiter => !called.includes(waiter));
        for (const { resolve } of called)
            resolve(request);
    }
    /** Resolves with the next matching request that arrives. */
    next(matches) {
        return new Promise(resolve => {
            this.#waiters.push({ matches, resolve });
        });
    }
}

;// CONCATENATED MODULE: external "node:tls"
const external_node_tls_namespaceObject = process.getBuiltinModule("node:tls");
;// CONCATENATED MODULE: ./emulator/tls/secure-server.js




/** Listens on the loopback address, with TLS if a certificate is passed. */
function listenOn(http, port, certificate) {
    return certificate === undefined ? listenHttp(http, port) : listenTls(http, port, certificate);
}
/**
 * Listens with TLS on the loopback address and passes connections to an HTTP server. Does not use `node:https`, because
 * faults that reset a connection need the raw socket.
 * @param port 0 for any free port
 * @throws the system's error if the port is in use
 */
async function listenTls(http, port, { key, certificate }) {
    const secureContext = (0,external_node_tls_namespaceObject.createSecureContext)({ key, cert: certificate });
    const open = new Set();
    const server = (0,external_node_net_namespaceObject.createServer)(raw => {
        const secure = new external_node_tls_namespaceObject.TLSSocket(raw, { isServer: true, secureContext, ALPNProtocols: ['http/1.1'] });
        rawSockets.set(secure, raw);
        open.add(raw);
        raw.once('close', () => open.delete(raw));
        // a client that does not trust the certificate disconnects during the handshake
        secure.on('error', () => raw.destroy());
        http.emit('connection', secure);
    });
    server.listen(port, LOOPBACK);
    await (0,external_node_events_namespaceObject.once)(server, 'listening');
    // Node's HTTP server only enforces its time-outs after this event; they also cover handshakes in progress
    http.emit('listening');
    return {
        port: server.address().port,
        async close() {
            if (!server.listening)
                return;
            const closed = (0,external_node_events_namespaceObject.once)(server, 'close');
            server.close();
            http.close();
            for (const raw of open)
                raw.destroy();
            await closed;
        }
    };
}

;// CONCATENATED MODULE: ./emulator/oidc/subject.js
/** `repo:OWNER/REPO:environment:NAME`, or with IDs `repo:OWNER@ID/REPO@ID:environment:NAME`. */
function subjectOf({ repository = 'octo-org/octo-shop', environment = 'production', ids } = {}) {
    const [owner = '', name = ''] = repository.split('/');
    const place = ids === undefined ? repository : `${owner}@${ids.owner}/${name}@${ids.repository}`;
    return `repo:${place}:environment:${environment}`;
}

;// CONCATENATED MODULE: ./emulator/oidc/issuer.js










const ALGORITHM = 'RS256';
const TOKEN_PATH = '/actions/id-token';
let keyPair;
/** Starts an issuer with its own key id. The key pair, which is slow to generate, is shared within the process. @throws the system's error if the port is in use */
async function startIssuer(options = {}) {
    const { requestToken = 'emulator-request-token', tokenSeconds = 300, clock = Date, port = 0 } = options;
    const { privateKey, publicKey } = await (keyPair ??= generateKeyPair(ALGORITHM));
    const kid = (0,external_node_crypto_namespaceObject.randomUUID)();
    const jwks = { keys: [{ ...(await exportJWK(publicKey)), kid, alg: ALGORITHM, use: 'sig' }] };
    const tokens = new History();
    const log = new RequestLog();
    const faults = new FaultScript(options.faults);
    const closing = new AbortController();
    const server = createRequestServer(closing.signal, (request, response, signal) => handle(request, response, signal));
    const { certificate } = options;
    const listener = await listenOn(server, port, certificate);
    const url = `${certificate === undefined ? 'http' : 'https'}://${LOOPBACK}:${listener.port}`;
    const { iss = url } = options;
    const issuer = {
        url,
        iss,
        env: {
            ACTIONS_ID_TOKEN_REQUEST_URL: `${url}${TOKEN_PATH}?api-version=2.0`,
            ACTIONS_ID_TOKEN_REQUEST_TOKEN: requestToken
        },
        jwks,
        subject: options.subject ?? subjectOf(),
        tokens: tokens.items,
        faults,
        requests: log.requests,
        nextRequest: operation => log.next(request => request.operation === operation),
        async issue(audience, claims = {}) {
            const token = await sign(privateKey, kid, {
                ...claimsOf(issuer.subject, iss, audience, clock.now(), tokenSeconds),
                ...claims
            });
            tokens.add(token, token.length);
            return token;
        },
        close: async () => {
            closing.abort();
            await listener.close();
        }
    };
    async function handle(request, response, signal) {
        const { method = 'GET', headers } = request;
        const { pathname, searchParams } = new URL(request.url ?? '/', url);
        await readBody(request);
        const query = Object.fromEntries(searchParams);
        const entry = {
            operation: operationOf(method, pathname),
            method,
            path: pathname,
            query,
            headers,
            at: clock.now(),
            status: undefined
        };
        log.add(entry, 2 * (request.url ?? '').length);
        const outgoing = await withFaults(entry, () => reply(entry));
        if (outgoing.delivery.kind !== 'hang' && outgoing.delivery.kind !== 'reset')
            entry.status = outgoing.status;
        await deliver(response, outgoing, signal);
    }
    async function withFaults({ operation, query }, done) {
        const matched = faults.match(operation, query);
        const delayMs = latencyOf(matched);
        for (const fault of matched) {
            if (fault.kind === 'error-before-commit')
                return { ...issuer_serverError(fault), delayMs };
            const delivery = interruptedDelivery(fault);
            if (delivery !== undefined)
                return { ...issuer_json(0, {}), delivery, delayMs };
        }
        let outgoing = await done();
        for (const fault of matched) {
            if (fault.kind === 'error-after-commit')
                outgoing = issuer_serverError(fault);
            else if (isTransportFault(fault))
                outgoing = alterResponse(fault, outgoing);
        }
        return { ...outgoing, delayMs };
    }
    async function reply({ operation, query, headers }) {
        switch (operation) {
            case 'openid-configuration':
                return issuer_json(200, {
                    issuer: iss,
                    jwks_uri: `${url}/.well-known/jwks`,
                    response_types_supported: ['id_token'],
                    subject_types_supported: ['public', 'pairwise'],
                    id_token_signing_alg_values_supported: [ALGORITHM],
                    scopes_supported: ['openid']
                });
            case 'jwks':
                return issuer_json(200, jwks);
            case 'id-token': {
                if (headers.authorization !== `Bearer ${requestToken}`) {
                    return issuer_json(401, { message: 'The token is not valid.' });
                }
                const [, owner = ''] = /^repo:([^/@:]+)/.exec(issuer.subject) ?? [];
                const value = await issuer.issue(query['audience'] ?? `https://github.com/${owner}`);
                return issuer_json(200, { count: value.length, value });
            }
            case '':
                return issuer_json(404, { message: 'Not Found' });
        }
    }
    return issuer;
}
function operationOf(method, path) {
    if (method !== 'GET')
        return '';
    if (path === '/.well-known/openid-configuration')
        return 'openid-configuration';
    if (path === '/.well-known/jwks')
        return 'jwks';
    return path === TOKEN_PATH ? 'id-token' : '';
}
/** https://docs.github.com/actions/reference/security/oidc */
function claimsOf(subject, issuer, audience, nowMs, seconds) {
    const [, owner = '', name = '', environment] = /^repo:([^/@:]+)(?:@\d+)?\/([^@:]+)(?:@\d+)?(?::environment:(.+))?/.exec(subject) ?? [];
    const now = Math.floor(nowMs / 1000);
    return {
        jti: (0,external_node_crypto_namespaceObject.randomUUID)(),
        sub: subject,
        aud: audience,
        iss: issuer,
        repository: `${owner}/${name}`,
        repository_owner: owner,
        ...(environment === undefined ? {} : { environment }),
        ref: 'refs/heads/main',
        event_name: 'push',
        runner_environment: 'github-hosted',
        nbf: now - 300,
        iat: now,
        exp: now + seconds
    };
}
function sign(key, kid, claims) {
    return new SignJWT(claims).setProtectedHeader({ alg: ALGORITHM, kid, typ: 'JWT' }).sign(key);
}
function issuer_serverError(fault) {
    const page = errorPage(fault);
    if (page === undefined)
        return issuer_json(fault.status ?? 503, { message: fault.message ?? 'Server Error' });
    const { status, contentType, body, retryAfterSeconds } = page;
    return {
        ...issuer_json(status, {}),
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        body,
        retryAfterSeconds
    };
}
function issuer_json(status, body) {
    return {
        delayMs: 0,
        delivery: { kind: 'whole' },
        status,
        headers: { 'content-type': 'application/json; charset=utf-8' },
        body: JSON.stringify(body)
    };
}

;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/jwks/local.js




function isUsableJWK(jwk, entry, alg, kid) {
  const { kty, key_ops: keyOps, ext, kid: jwkKid, alg: jwkAlg, use, crv } = jwk;
  return (ext === void 0 || typeof ext == "boolean") && (keyOps === void 0 || Array.isArray(keyOps) && keyOps.every((operation, index) => typeof operation == "string" && keyOps.indexOf(operation) === index) && keyOps.includes("verify")) && entry.kty.includes(kty) && (kid === void 0 || typeof kid == "string" && kid === jwkKid) && (jwkAlg === void 0 ? kty !== "AKP" : alg === jwkAlg) && (use === void 0 || use === "sig") && (!entry.crv || crv === entry.crv);
}
async function importWithAlgCache(cache, jwk, entry) {
  const cached = cache.get(jwk) || cache.set(jwk, {}).get(jwk), { alg } = entry;
  if (cached[alg] === void 0) {
    const pending = jwkToKey(entry, jwk, !0).then((key) => {
      if (key.type !== "public")
        throw new JWKSInvalid("JSON Web Key Set members must be public keys");
      return cached[alg] = key, key;
    }).catch((error) => {
      throw cached[alg] === pending && delete cached[alg], error;
    });
    cached[alg] = pending;
  }
  return cached[alg];
}
function createLocalJWKSet(jwks) {
  let snapshot;
  try {
    snapshot = structuredClone(jwks);
  } catch (cause) {
    throw new JWKSInvalid("JSON Web Key Set malformed", { cause });
  }
  if (!isJwkSet(snapshot))
    throw new JWKSInvalid("JSON Web Key Set malformed");
  const metadata = snapshot.keys.map((jwk) => {
    const normalized = snapshotJwk(jwk);
    return Array.isArray(normalized.key_ops) && (normalized.key_ops = [...normalized.key_ops]), normalized;
  }), cached = /* @__PURE__ */ new WeakMap();
  return Object.defineProperty(async (protectedHeader, token) => {
    const { alg, kid } = { ...protectedHeader, ...token?.header }, entry = typeof alg == "string" ? JWS[alg] : void 0;
    if (!entry || entry.secret)
      throw new errors_JOSENotSupported('Unsupported "alg" value for a JSON Web Key Set');
    const candidates = snapshot.keys.filter((_, index) => isUsableJWK(metadata[index], entry, alg, kid)), { 0: jwk, length } = candidates;
    if (!length)
      throw new JWKSNoMatchingKey();
    if (length !== 1) {
      const error = new JWKSMultipleMatchingKeys();
      throw error[Symbol.asyncIterator] = async function* () {
        for (const jwk2 of candidates)
          try {
            yield await importWithAlgCache(cached, jwk2, entry);
          } catch {
          }
      }, error;
    }
    return importWithAlgCache(cached, jwk, entry);
  }, "jwks", {
    value: () => structuredClone(snapshot)
  });
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/lib/jws_verify.js





function snapshotJws(jws, sharedPayload) {
  const encodedProtectedHeader = jws.protected, inputHeader = jws.header, header = isObject(inputHeader) ? { ...inputHeader } : inputHeader;
  let payload = sharedPayload ? sharedPayload[0] : jws.payload;
  !sharedPayload && payload instanceof Uint8Array && (payload = new Uint8Array(payload));
  const signature = jws.signature, snapshot = { payload, signature };
  if (encodedProtectedHeader !== void 0 && (snapshot.protected = encodedProtectedHeader), inputHeader !== void 0 && (snapshot.header = header), encodedProtectedHeader === void 0 && header === void 0)
    throw new JWSInvalid('Flattened JWS must have either of the "protected" or "header" members');
  if (encodedProtectedHeader !== void 0 && typeof encodedProtectedHeader != "string")
    throw new JWSInvalid("JWS Protected Header incorrect type");
  if (payload === void 0)
    throw new JWSInvalid("JWS Payload missing");
  if (typeof signature != "string")
    throw new JWSInvalid("JWS Signature missing or incorrect type");
  if (header !== void 0 && !isObject(header))
    throw new JWSInvalid("JWS Unprotected Header incorrect type");
  return snapshot;
}
function prepareVerify(options) {
  return [options && validateAlgorithms("algorithms", options.algorithms), options?.crit];
}
function parseProtectedHeader(encodedProtectedHeader) {
  return encodedProtectedHeader === void 0 ? {} : parseJoseHeader(encodedProtectedHeader, errors_JWSInvalid, "JWS Protected Header is invalid");
}
function encodeJsonUnencodedPayload(payload) {
  const invalid = /[\p{Cs}\p{Cn}]/u.exec(payload)?.[0];
  if (invalid !== void 0)
    throw new JWSInvalid(/\p{Cs}/u.test(invalid) ? "JWS Payload must be a well-formed Unicode string" : "JWS Payload must not contain unassigned Unicode code points");
  return encoder.encode(payload);
}
function encodeCompactUnencodedPayload(payload) {
  try {
    return encode(payload);
  } catch (cause) {
    throw new errors_JWSInvalid("JWS Compact Serialization payload must use only ASCII characters", {
      cause
    });
  }
}
async function verifySignature(jws, shared, key, encodeUnencodedPayload, parsedProtected) {
  const { protected: encodedProtectedHeader, header, payload: inputPayload } = jws, protectedHeader = parsedProtected ?? parseProtectedHeader(encodedProtectedHeader);
  if (!isDisjoint(protectedHeader, header))
    throw new errors_JWSInvalid("JWS Protected and JWS Unprotected Header Parameter names must be disjoint");
  const joseHeader = { ...protectedHeader, ...header }, b64 = validateB64(protectedHeader, validateCrit(errors_JWSInvalid, JWS_RECOGNIZED, shared[1], protectedHeader, joseHeader)), { alg } = joseHeader;
  if (typeof alg != "string" || !alg)
    throw new errors_JWSInvalid('JWS "alg" (Algorithm) Header Parameter missing or invalid');
  if (shared[0] && !shared[0].has(alg))
    throw new JOSEAlgNotAllowed('"alg" (Algorithm) Header Parameter value not allowed');
  if (b64) {
    if (typeof inputPayload != "string")
      throw new errors_JWSInvalid("JWS Payload must be a string");
  } else if (typeof inputPayload != "string" && !(inputPayload instanceof Uint8Array))
    throw new errors_JWSInvalid("JWS Payload must be a string or an Uint8Array instance");
  const signingPayload = b64 || typeof inputPayload != "string" ? inputPayload : encodeUnencodedPayload(inputPayload);
  let resolvedKey = !1;
  typeof key == "function" && (key = await key(protectedHeader, jws), resolvedKey = !0);
  const entry = jwsAlgorithm(alg), signingInput = concat(encodedProtectedHeader !== void 0 ? encode(encodedProtectedHeader) : new Uint8Array(), encode("."), typeof signingPayload == "string" ? shared[2] ??= encodeAsciiMember(signingPayload, "payload", errors_JWSInvalid) : signingPayload), signature = decodeBase64url(jws.signature, "signature", errors_JWSInvalid), verificationKey = await prepareKey(entry, key, "verify"), cryptoKey = await rawKey(verificationKey, entry.subtle, "verify");
  entry.minRsaBits && checkModulusLength(entry.alg, cryptoKey);
  let verified = !1;
  try {
    verified = await crypto.subtle.verify(entry.signing, cryptoKey, signature, signingInput);
  } catch (cause) {
    throw new JWSSignatureVerificationFailed(void 0, { cause });
  }
  if (!verified)
    throw new JWSSignatureVerificationFailed();
  const result = { payload: typeof signingPayload == "string" ? decodeBase64url(signingPayload, "payload", errors_JWSInvalid) : signingPayload };
  return encodedProtectedHeader !== void 0 && (result.protectedHeader = protectedHeader), header !== void 0 && (result.unprotectedHeader = header), resolvedKey ? [{ ...result, key: verificationKey }, b64] : [result, b64];
}
async function verifyCompact(jws, shared, key) {
  if (jws instanceof Uint8Array && (jws = decoder.decode(jws)), typeof jws != "string")
    throw new errors_JWSInvalid("Compact JWS must be a string or Uint8Array");
  const { 0: protectedHeader, 1: payload, 2: signature, length } = jws.split(".");
  if (length !== 3)
    throw new errors_JWSInvalid("Invalid Compact JWS");
  return verifySignature({ payload, protected: protectedHeader, signature }, shared, key, encodeCompactUnencodedPayload);
}


;// CONCATENATED MODULE: ../../node_modules/jose/dist/webapi/jwt/verify.js



async function jwtVerify(jwt, key, options) {
  const [verified, b64] = await verifyCompact(jwt, prepareVerify(options), key);
  if (!b64)
    throw new JWTInvalid("JWTs MUST NOT use unencoded payload");
  const payload = validateClaimsSet(verified.protectedHeader, verified.payload, options);
  return { ...verified, payload };
}


;// CONCATENATED MODULE: ./emulator/oidc/verifier.js



const MIN_TOKEN_LENGTH = 4;
const MAX_TOKEN_LENGTH = 20_000;
/** Generous, because the machine can be busy. */
const FETCH_TIMEOUT_MS = 60_000;
/** The anonymous caller: `AssumeRoleWithOIDC` is not signed. */
const ANONYMOUS = {
    id: '',
    secret: '',
    name: 'anonymous',
    securityToken: undefined,
    disabled: false,
    expired: false,
    allow: [],
    deny: []
};
/**
 * Verifies the ID token of `AssumeRoleWithOIDC`: RS256, with the issuer's keys. Like the cloud, it fetches them from the
 * issuer, unless the seed contains them.
 * https://help.aliyun.com/zh/ram/developer-reference/api-sts-2015-04-01-errorcodes
 */
class IdTokenVerifier {
    #seed;
    #clock;
    #known;
    #keys = new Map();
    /** @param known keys by `iss`, for issuers whose keys are not fetched */
    constructor(seed, clock, known = new Map()) {
        this.#seed = seed;
        this.#clock = clock;
        this.#known = known;
    }
    /** @returns a caller without an access key, with the verified token. @throws CloudError, 401 if the token is not valid */
    async verify(params) {
        const arn = required(params, 'OIDCProviderArn');
        required(params, 'RoleArn');
        required(params, 'RoleSessionName');
        const token = required(params, 'OIDCToken');
        const provider = this.#seed.oidcProviders.find(known => known.arn === arn);
        if (provider === undefined)
            throw failed('NoPermission', 'No such OIDC Provider registered.');
        if (token.length < MIN_TOKEN_LENGTH || token.length > MAX_TOKEN_LENGTH)
            throw invalidToken();
        const claims = await this.#claimsOf(token, provider);
        const { iss: issuer, sub: subject = '', aud = [], exp, iat } = claims;
        const audiences = typeof aud === 'string' ? [aud] : aud;
        if (issuer !== provider.issuer)
            throw invalidToken();
        if (!audiences.some(audience => provider.clientIds.includes(audience))) {
            throw failed('OIDCToken.AudienceNotMatch', 'Invalid audience.');
        }
        return {
            accountId: provider.account,
            key: ANONYMOUS,
            token: { provider, issuer, subject, audiences, expiresAt: exp ?? 0, issuedAt: iat ?? 0 }
        };
    }
    async #claimsOf(token, provider) {
        const currentDate = new Date(this.#clock.now());
        for (const fresh of [false, true]) {
            const keys = createLocalJWKSet(await this.#keysOf(provider, fresh));
            try {
                const verified = await jwtVerify(token, keys, {
                    algorithms: ['RS256'],
                    currentDate,
                    requiredClaims: ['exp']
                });
                return verified.payload;
            }
            catch (thrown) {
                // the issuer may have rotated its keys
                if (thrown instanceof JWKSNoMatchingKey && !fresh)
                    continue;
                throw verifier_refusal(thrown);
            }
        }
        throw invalidToken();
    }
    async #keysOf(provider, fresh) {
        if (provider.jwks !== undefined)
            return provider.jwks;
        const known = this.#known.get(provider.issuer);
        if (known !== undefined)
            return known;
        const fetched = this.#keys.get(provider.issuer);
        if (fetched !== undefined && !fresh)
            return fetched;
        try {
            const { jwks_uri: uri } = await getJson(`${provider.issuer}/.well-known/openid-configuration`);
            const keys = await getJson(uri);
            this.#keys.set(provider.issuer, keys);
            return keys;
        }
        catch {
            throw failed('OIDCToken.HttpsUrlInvalid', 'The keys of the OIDC provider could not be read.');
        }
    }
}
async function getJson(url) {
    const response = await fetch(url, { signal: AbortSignal.timeout(FETCH_TIMEOUT_MS) });
    if (!response.ok)
        throw new Error(`HTTP ${response.status}`);
    return (await response.json());
}
function verifier_refusal(thrown) {
    if (thrown instanceof JWTExpired)
        return failed('OIDCToken.Expired', 'This JWT has expired.');
    if (thrown instanceof JWSSignatureVerificationFailed ||
        thrown instanceof JWKSNoMatchingKey ||
        thrown instanceof JOSEAlgNotAllowed) {
        return failed('OIDCToken.InvalidSignature', 'The signature of the OIDC token is not valid.');
    }
    return invalidToken();
}
function invalidToken() {
    return failed('OIDCToken.Invalid', 'The OIDC token is not valid.');
}
function failed(code, message) {
    return new CloudError(401, `AuthenticationFail.${code}`, message);
}

;// CONCATENATED MODULE: ./emulator/signature.js


const MAX_SKEW_MS = 15 * 60 * 1000;
/** More than a test sends in half an hour; the oldest are dropped first. */
const MAX_NONCES = 200_000;
const signature_ALGORITHM = 'ACS3-HMAC-SHA256';
/**
 * Verifies request signatures: V3 (`ACS3-HMAC-SHA256`), and the older RPC and ROA styles (HMAC-SHA1). Keeps nonces for
 * as long as their timestamp would be accepted.
 * https://help.aliyun.com/zh/sdk/product-overview/v3-request-structure-and-signature
 */
class SignatureVerifier {
    #seed;
    #clock;
    #sessions;
    #nonces = new Map();
    /** @param sessions looks up credentials issued by STS */
    constructor(seed, clock, sessions = () => undefined) {
        this.#seed = seed;
        this.#clock = clock;
        this.#sessions = sessions;
    }
    /** @throws CloudError if the signature is not valid */
    verify(request) {
        const authorization = header(request, 'authorization');
        if (authorization === undefined)
            return this.#verifyRpc(request);
        return authorization.startsWith('acs ') ? this.#verifyRoa(request) : this.#verifyV3(request);
    }
    #verifyV3(request) {
        const { accessKeyId, signedHeaders, signature } = parseAuthorization(header(request, 'authorization') ?? '');
        const caller = this.#caller(accessKeyId, header(request, 'x-acs-security-token'));
        const mustBeSigned = Object.keys(request.headers).filter(name => name === 'host' || name.startsWith('x-acs-'));
        if (mustBeSigned.some(name => !signedHeaders.includes(name)))
            throw incomplete();
        this.#checkTime(header(request, 'x-acs-date') ?? '');
        const isWhole = header(request, 'x-acs-content-sha256') === sha256(request.body);
        if (!isWhole || !equal(signV3(request, signedHeaders, caller.key.secret), signature)) {
            throw mismatchV3(request, signedHeaders);
        }
        this.#useNonce(accessKeyId, header(request, 'x-acs-signature-nonce'));
        return caller;
    }
    #verifyRoa(request) {
        const [, accessKeyId = '', signature = ''] = /^acs ([^:\s]+):(\S+)$/.exec(header(request, 'authorization') ?? '') ?? [];
        if (signature === '')
            throw incomplete();
        const caller = this.#caller(accessKeyId, header(request, 'x-acs-security-token'));
        this.#checkMoment(Date.parse(header(request, 'date') ?? ''));
        const digest = header(request, 'content-md5') ?? '';
        const isWhole = digest === '' || digest === (0,external_node_crypto_namespaceObject.createHash)('md5').update(request.body).digest('base64');
        if (!isWhole || !equal(signRoa(request, caller.key.secret), signature)) {
            throw mismatch(`server string to sign is:${stringToSignRoa(request)}`);
        }
        // SDKs of this style do not send a nonce
        const nonce = header(request, 'x-acs-signature-nonce');
        if (nonce !== undefined)
            this.#useNonce(accessKeyId, nonce);
        return caller;
    }
    #verifyRpc(request) {
        const all = [...request.query, ...request.form];
        const param = (name) => all.find(([key]) => key === name)?.[1];
        const accessKeyId = param('AccessKeyId');
        const signature = param('Signature');
        if (accessKeyId === undefined)
            throw missing('AccessKeyId');
        if (signature === undefined)
            throw incomplete();
        if (param('SignatureMethod') !== 'HMAC-SHA1') {
            throw new CloudError(400, 'InvalidSignatureMethod', 'Specified signature method is not valid.');
        }
        const caller = this.#caller(accessKeyId, param('SecurityToken'));
        this.#checkTime(param('Timestamp') ?? '');
        if (!equal(signRpc(request.method, all, caller.key.secret), signature)) {
            throw mismatch(`server string to sign is:${stringToSignRpc(request.method, all)}`);
        }
        this.#useNonce(accessKeyId, param('SignatureNonce'));
        return caller;
    }
    #caller(accessKeyId, token) {
        const caller = this.#find(accessKeyId);
        if (caller === undefined) {
            throw new CloudError(404, 'InvalidAccessKeyId.NotFound', 'Specified access key is not found.');
        }
        const { key } = caller;
        if (key.disabled) {
            throw new CloudError(400, 'InvalidAccessKeyId.Inactive', 'Specified access key is disabled.');
        }
        if (key.securityToken !== undefined && (token === undefined || token === '')) {
            throw new CloudError(400, 'MissingSecurityToken', 'SecurityToken is mandatory for this action.');
        }
        if (key.securityToken !== (token === '' ? undefined : token)) {
            const message = 'Specified SecurityToken mismatch with the AccessKey.';
            throw new CloudError(400, 'InvalidSecurityToken.MismatchWithAccessKey', message);
        }
        if (key.expired || (key.session !== undefined && key.session.expiresAt <= this.#clock.now())) {
            throw new CloudError(400, 'InvalidSecurityToken.Expired', 'Specified SecurityToken is expired.');
        }
        return caller;
    }
    #find(accessKeyId) {
        for (const { id, keys } of this.#seed.accounts) {
            const key = keys.find(candidate => candidate.id === accessKeyId);
            if (key !== undefined)
                return { accountId: id, key };
        }
        return this.#sessions(accessKeyId);
    }
    #checkTime(text) {
        this.#checkMoment(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/.test(text) ? Date.parse(text) : Number.NaN);
    }
    /** @param time ms since 1970; NaN if malformed */
    #checkMoment(time) {
        if (Number.isNaN(time)) {
            throw new CloudError(400, 'InvalidTimeStamp.Format', 'Specified time stamp or date value is not well formatted.');
        }
        if (Math.abs(time - this.#clock.now()) > MAX_SKEW_MS) {
            throw new CloudError(400, 'InvalidTimeStamp.Expired', 'Specified time stamp or date value is expired.');
        }
    }
    // called last: only a valid request uses up its nonce
    #useNonce(accessKeyId, nonce) {
        if (nonce === undefined || nonce === '')
            throw missing('SignatureNonce');
        const now = this.#clock.now();
        for (const [used, at] of this.#nonces) {
            // oldest first; a timestamp can be 15 minutes ahead, hence twice the skew
            if (now - at <= 2 * MAX_SKEW_MS && this.#nonces.size < MAX_NONCES)
                break;
            this.#nonces.delete(used);
        }
        // hashed to a fixed length, whatever was sent
        const key = sha256(`${accessKeyId} ${nonce}`);
        if (this.#nonces.has(key)) {
            throw new CloudError(400, 'SignatureNonceUsed', 'Specified signature nonce was used already.');
        }
        this.#nonces.set(key, now);
    }
}
/** The V3 signature, lower-case hex, over exactly the named headers. */
function signV3(request, signedHeaders, secret) {
    return signature_hmac('sha256', secret, stringToSignV3(canonicalRequest(request, signedHeaders))).toString('hex');
}
function stringToSignV3(canonical) {
    return `${signature_ALGORITHM}\n${sha256(canonical)}`;
}
/** The canonical request, whose hash is signed. */
function canonicalRequest(request, signedHeaders) {
    const names = signedHeaders.toSorted();
    const headers = names.map(name => `${name}:${(header(request, name) ?? '').trim()}\n`).join('');
    return [
        request.method,
        request.path,
        canonicalQuery(request.query),
        headers,
        names.join(';'),
        header(request, 'x-acs-content-sha256') ?? ''
    ].join('\n');
}
/** The RPC signature, base64, over all parameters of query and body except the signature itself. */
function signRpc(method, params, secret) {
    return signature_hmac('sha1', `${secret}&`, stringToSignRpc(method, params)).toString('base64');
}
function stringToSignRpc(method, params) {
    const query = canonicalQuery(params.filter(([name]) => name !== 'Signature'));
    return `${method}&${signature_encode('/')}&${signature_encode(query)}`;
}
/** The older signature of the ROA style, base64. */
function signRoa(request, secret) {
    return signature_hmac('sha1', secret, stringToSignRoa(request)).toString('base64');
}
/** Uses decoded query values. */
function stringToSignRoa(request) {
    const lines = ['accept', 'content-md5', 'content-type', 'date'].map(name => header(request, name) ?? '');
    const own = Object.keys(request.headers)
        .filter(name => name.startsWith('x-acs-'))
        .toSorted()
        .map(name => `${name}:${header(request, name) ?? ''}`);
    const query = request.query
        .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([name, value]) => (value === '' ? name : `${name}=${value}`))
        .join('&');
    const resource = query === '' ? request.path : `${request.path}?${query}`;
    return [request.method, ...lines, ...own, resource].join('\n');
}
function canonicalQuery(params) {
    return params
        .toSorted(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))
        .map(([name, value]) => `${signature_encode(name)}=${signature_encode(value)}`)
        .join('&');
}
/** RFC 3986. */
function signature_encode(text) {
    return encodeURIComponent(text).replace(/[!'()*]/g, char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
function parseAuthorization(text) {
    const match = /^ACS3-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]+)$/.exec(text.trim());
    const [, accessKeyId, names, signature] = match ?? [];
    if (accessKeyId === undefined || names === undefined || signature === undefined)
        throw incomplete();
    return { accessKeyId, signedHeaders: names.split(';'), signature };
}
function header(request, name) {
    const value = request.headers[name];
    return Array.isArray(value) ? value.join(',') : value;
}
function sha256(data) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha256').update(data).digest('hex');
}
function signature_hmac(algorithm, key, text) {
    return (0,external_node_crypto_namespaceObject.createHmac)(algorithm, key).update(text).digest();
}
function equal(a, b) {
    const left = Buffer.from(a);
    const right = Buffer.from(b);
    return left.length === right.length && (0,external_node_crypto_namespaceObject.timingSafeEqual)(left, right);
}
function incomplete() {
    return new CloudError(400, 'IncompleteSignature', 'The request signature does not conform to Aliyun standards.');
}
/**
 * The service returns the string it has signed, and SDKs compare it with their own; the Python SDK crashes without it.
 * It repeats what was sent, including a security token and query parameters, but never the secret.
 */
function mismatch(signed) {
    const message = `Specified signature is not matched with our calculation. ${signed}`;
    return new CloudError(400, 'SignatureDoesNotMatch', message);
}
function mismatchV3(request, signedHeaders) {
    const headers = { ...request.headers, 'x-acs-content-sha256': sha256(request.body) };
    const canonical = canonicalRequest({ ...request, headers }, signedHeaders);
    return mismatch(`server StringToSign is [${stringToSignV3(canonical)}] server CanonicalRequest is [${canonical}]`);
}

;// CONCATENATED MODULE: ./emulator/tls/der.js
// The subset of DER (X.690) that certificates need.
function der(tag, ...parts) {
    const content = Buffer.concat(parts);
    return Buffer.concat([Buffer.from([tag]), lengthOf(content.length), content]);
}
function lengthOf(length) {
    if (length < 0x80)
        return Buffer.from([length]);
    const bytes = Buffer.from(length.toString(16).padStart(length > 0xff ? 4 : 2, '0'), 'hex');
    return Buffer.concat([Buffer.from([0x80 | bytes.length]), bytes]);
}
const sequence = (...parts) => der(0x30, ...parts);
const set = (...parts) => der(0x31, ...parts);
const octets = (content) => der(0x04, content);
const der_text = (content) => der(0x0c, Buffer.from(content));
const yes = der(0x01, Buffer.from([0xff]));
/** A positive integer; a leading zero byte keeps a set high bit from making it negative. */
function integer(bytes) {
    return der(0x02, Buffer.from((bytes[0] ?? 0) >= 0x80 ? [0] : []), bytes);
}
/** @param unused number of unused trailing bits */
function bits(content, unused = 0) {
    return der(0x03, Buffer.from([unused]), content);
}
/** `1.2.840.10045.4.3.2` */
function oid(dotted) {
    const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number);
    return der(0x06, Buffer.from([first * 40 + second, ...rest.flatMap(base128)]));
}
function base128(value) {
    const digits = [value & 0x7f];
    for (let rest = value >>> 7; rest > 0; rest >>>= 7)
        digits.unshift((rest & 0x7f) | 0x80);
    return digits;
}
/** UTCTime, which covers dates until 2049. */
function time(ms) {
    const digits = new Date(ms).toISOString().slice(2, 19).replaceAll(/\D/g, '');
    return der(0x17, Buffer.from(`${digits}Z`));
}
/** An explicit `[number]` tag. */
function tagged(number, ...parts) {
    return der(0xa0 | number, ...parts);
}
/** An implicit `[number]` tag, which replaces the type's own. */
function implicit(number, content) {
    return der(0x80 | number, content);
}

;// CONCATENATED MODULE: ./emulator/tls/certificate.js



const DAY_MS = 86_400_000;
const VALID_DAYS = 90;
/**
 * Generates a CA and a server certificate signed by it (P-256, RFC 5280).
 * @param names host names and IPv4 addresses
 * @param now ms since 1970
 */
function createCertificate(names, now) {
    const authority = (0,external_node_crypto_namespaceObject.generateKeyPairSync)('ec', { namedCurve: 'P-256' });
    const server = (0,external_node_crypto_namespaceObject.generateKeyPairSync)('ec', { namedCurve: 'P-256' });
    // a unique name, so that a client that trusts two emulators can tell them apart
    const issuer = `emulator ${(0,external_node_crypto_namespaceObject.randomBytes)(4).toString('hex')}`;
    const common = { issuer, signer: authority.privateKey, authorityKey: authority.publicKey, now };
    return {
        key: server.privateKey.export({ type: 'pkcs8', format: 'pem' }).toString(),
        certificate: certificate({
            ...common,
            subject: names[0] ?? 'localhost',
            publicKey: server.publicKey,
            extensions: [
                extension('2.5.29.19', true, sequence()),
                // digitalSignature
                extension('2.5.29.15', true, bits(Buffer.from([0x80]), 7)),
                // serverAuth
                extension('2.5.29.37', false, sequence(oid('1.3.6.1.5.5.7.3.1'))),
                extension('2.5.29.17', false, sequence(...names.map(alternativeName)))
            ]
        }),
        authority: certificate({
            ...common,
            subject: issuer,
            publicKey: authority.publicKey,
            extensions: [
                extension('2.5.29.19', true, sequence(yes)),
                // keyCertSign
                extension('2.5.29.15', true, bits(Buffer.from([0x04]), 2))
            ]
        })
    };
}
function certificate(contents) {
    const { issuer, subject, publicKey, signer, authorityKey, extensions, now } = contents;
    const ecdsaWithSha256 = sequence(oid('1.2.840.10045.4.3.2'));
    const serial = (0,external_node_crypto_namespaceObject.randomBytes)(16);
    // DER does not allow a leading zero byte
    serial[0] = (serial[0] ?? 0) | 1;
    const body = sequence(
    // version 3
    tagged(0, integer(Buffer.from([2]))), integer(serial), ecdsaWithSha256, certificate_nameOf(issuer), 
    // allow for clock skew
    sequence(time(now - DAY_MS), time(now + VALID_DAYS * DAY_MS)), certificate_nameOf(subject), publicKey.export({ type: 'spki', format: 'der' }), tagged(3, sequence(...extensions, extension('2.5.29.14', false, octets(keyIdOf(publicKey))), extension('2.5.29.35', false, sequence(implicit(0, keyIdOf(authorityKey)))))));
    const signed = sequence(body, ecdsaWithSha256, bits((0,external_node_crypto_namespaceObject.sign)('sha256', body, signer)));
    const lines = signed.toString('base64').match(/.{1,64}/g) ?? [];
    return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}
function certificate_nameOf(commonName) {
    return sequence(set(sequence(oid('2.5.4.3'), der_text(commonName))));
}
function extension(id, critical, value) {
    return sequence(oid(id), ...(critical ? [yes] : []), octets(value));
}
function keyIdOf(key) {
    return (0,external_node_crypto_namespaceObject.createHash)('sha256')
        .update(key.export({ type: 'spki', format: 'der' }))
        .digest()
        .subarray(0, 20);
}
function alternativeName(name) {
    if ((0,external_node_net_namespaceObject.isIPv4)(name))
        return implicit(7, Buffer.from(name.split('.').map(Number)));
    return implicit(2, Buffer.from(name));
}

;// CONCATENATED MODULE: ./emulator/emulator.js













/**
 * Starts the control plane and the gateway.
 * @throws SeedError; StartError; the system's error if a port is in use
 */
async function startEmulator(options = {}) {
    const { seed: source, clock = Date, port = 0, gatewayPort = 0 } = options;
    const seed = source === undefined ? defaultSeed() : typeof source === 'string' ? parseSeed(source, options) : source;
    const cloud = new Cloud({ seed, clock, ...(options.ids === undefined ? {} : { ids: options.ids }) });
    const faults = new Faults(seed.faults);
    const holds = new Holds();
    const log = new RequestLog();
    const closing = new AbortController();
    const verifier = new SignatureVerifier(seed, clock, id => cloud.session(id));
    const certificate = options.tls === true ? createCertificate(hostsOf(seed), clock.now()) : undefined;
    const issuer = options.oidc && (await startIssuerOf(seed, { ...options.oidc, clock, certificate }));
    const idTokens = new IdTokenVerifier(seed, clock, new Map(issuer && [[issuer.iss, issuer.jwks]]));
    const { onResponded } = options;
    const controlPlane = createControlPlane({
        cloud,
        faults,
        holds,
        verifier,
        idTokens,
        log,
        closing: closing.signal,
        checkRegion: options.checkRegion ?? false,
        ...(onResponded === undefined ? {} : { onResponded })
    });
    const gateway = createGateway(cloud);
    const listeners = [];
    const listen = async (server, listenPort) => {
        const listener = await listenOn(server, listenPort, certificate);
        listeners.push(listener);
        return `${LOOPBACK}:${listener.port}`;
    };
    const close = async () => {
        closing.abort();
        await Promise.all([...listeners.map(listener => listener.close()), issuer?.close()]);
    };
    try {
        const controlHost = await listen(controlPlane, port);
        const gatewayHost = await listen(gateway, gatewayPort);
        const { key } = cloud.caller();
        return {
            endpoint: certificate === undefined ? controlHost : `https://${controlHost}`,
            gateway: `${certificate === undefined ? 'http' : 'https'}://${gatewayHost}`,
            accessKeyId: key.id,
            accessKeySecret: key.secret,
            cloud,
            faults,
            issuer,
            authority: certificate?.authority,
            requests: log.requests,
            get droppedRequests() {
                return log.dropped;
            },
            nextRequest: action => log.next(request => request.action === action),
            hold: held => holds.add(held),
            get heldRequests() {
                return holds.waiting;
            },
            close
        };
    }
    catch (thrown) {
        await close();
        throw thrown;
    }
}
/** Starts the issuer for the seed's first provider without `jwks`. */
function startIssuerOf(seed, { certificate, ...options }) {
    const provider = seed.oidcProviders.find(({ jwks }) => jwks === undefined);
    if (provider === undefined) {
        throw new StartError('oidc: the seed has no oidc-providers entry without jwks; add one with the issuer https://token.actions.githubusercontent.com');
    }
    return startIssuer({
        ...options,
        iss: provider.issuer,
        ...(certificate === undefined ? {} : { certificate })
    });
}
/** The host names under which clients reach the emulator, possibly through the hosts file. */
function hostsOf({ region, groups, gateways, domains: custom }) {
    const service = ['apigateway', 'apig', 'sts'].flatMap(product => ['', '-vpc'].map(network => `${product}${network}.${region}.aliyuncs.com`));
    const domains = [
        ...groups.flatMap(({ domains: own }) => own),
        ...custom.map(({ name }) => name),
        ...gateways.flatMap(({ environment }) => environment.subDomains.map(({ name }) => name))
    ];
    return [...new Set(['localhost', LOOPBACK, ...service, 'sts.aliyuncs.com', ...domains])];
}

;// CONCATENATED MODULE: ./emulator/oidc/arns.js
/** The ARNs that a keyless step needs: the issuer's provider and the seed's first role. */
function oidcArns({ oidcProviders, roles }, issuer) {
    const provider = oidcProviders.find(candidate => candidate.issuer === issuer);
    const [role] = roles;
    return {
        ...(provider === undefined ? {} : { oidcProviderArn: provider.arn }),
        ...(role === undefined ? {} : { roleArn: role.arn })
    };
}

;// CONCATENATED MODULE: ./emulator/action/stop-port.js



const MAX_LINE_LENGTH = 200;
/**
 * Listens for the token that stops the emulator. Signals are not used because Windows has none that a process can
 * handle, and because a process ID may have been reused.
 * @param stop stops the emulator; the response is sent afterwards
 * @returns the port
 */
async function listenForStop(token, stop) {
    const open = new Set();
    const server = (0,external_node_net_namespaceObject.createServer)(socket => {
        open.add(socket);
        socket.once('close', () => open.delete(socket));
        // a client that disconnects early needs no response
        socket.on('error', () => undefined);
        void readLine(socket).then(async (line) => {
            if (line !== token) {
                socket.destroy();
                return;
            }
            await stop();
            server.close();
            // other connections would keep the process alive
            for (const other of open)
                if (other !== socket)
                    other.destroy();
            socket.end('stopped\n');
        });
    });
    server.listen(0, LOOPBACK);
    await (0,external_node_events_namespaceObject.once)(server, 'listening');
    return server.address().port;
}
/** Requests the emulator to stop, and waits for its confirmation. */
async function requestStop(port, token, timeoutMs) {
    const socket = (0,external_node_net_namespaceObject.connect)(port, LOOPBACK);
    const { promise: failed, resolve: fail } = Promise.withResolvers();
    socket.on('error', (error) => {
        fail(error.code === 'ECONNREFUSED' ? 'gone' : 'no response');
    });
    const timer = setTimeout(() => fail('no response'), timeoutMs);
    const confirmed = readLine(socket).then((line) => line === 'stopped' ? 'stopped' : 'no response');
    socket.write(`${token}\n`);
    try {
        return await Promise.race([failed, confirmed]);
    }
    finally {
        clearTimeout(timer);
        socket.destroy();
    }
}
/** Reads the first line, or what was received of it when the peer closes. Never settles if the connection breaks. */
function readLine(socket) {
    return new Promise(resolve => {
        let text = '';
        const take = () => resolve(text.split('\n')[0] ?? '');
        socket.setEncoding('utf8');
        socket.on('data', (chunk) => {
            text += chunk;
            if (text.includes('\n') || text.length > MAX_LINE_LENGTH)
                take();
        });
        socket.on('end', take);
    });
}

;// CONCATENATED MODULE: ./emulator/action/serve.js







/**
 * The detached process, whose stdout and stderr are the log file. Until it receives `keep`, it exits together with the
 * step that started it, so that a step that is cancelled or killed leaves nothing behind.
 * @param defaultSeed path of the default seed
 */
function serve(defaultSeed) {
    if (process.send === undefined)
        throw new Error('this process must be started by the main step of the action');
    const send = (message) => void process.send?.(message);
    let kept = false;
    process.on('disconnect', () => {
        if (kept)
            return;
        log('the main step exited during startup');
        process.exit(1);
    });
    process.on('uncaughtException', error => {
        log(`internal error: ${error.stack ?? error.message}`);
        process.exit(1);
    });
    process.on('message', (message) => {
        if (message.kind === 'keep')
            kept = true;
        else
            void start(message, defaultSeed, send);
    });
}
async function start(message, defaultSeed, send) {
    const { port, gatewayPort, tls, checkRegion, oidcSubject, token, controlToken, certificateFile } = message;
    try {
        const emulator = await startEmulator({
            seed: message.seed ?? (0,external_node_fs_namespaceObject.readFileSync)(defaultSeed, 'utf8'),
            strictByDefault: true,
            port,
            gatewayPort,
            tls,
            checkRegion,
            ...(oidcSubject === undefined
                ? {}
                : { oidc: { subject: oidcSubject, requestToken: (0,external_node_crypto_namespaceObject.randomBytes)(48).toString('base64url') } }),
            onResponded: request => log(describe(request))
        });
        const { endpoint, gateway, accessKeyId, accessKeySecret, cloud, authority } = emulator;
        if (authority !== undefined)
            (0,external_node_fs_namespaceObject.writeFileSync)(certificateFile, authority, { flag: 'wx', mode: 0o644 });
        const control = await startControl(emulator, controlToken);
        const stopPort = await listenForStop(token, async () => {
            await Promise.all([emulator.close(), control.close()]);
            (0,external_node_fs_namespaceObject.rmSync)(certificateFile, { force: true });
            log('stopped');
        });
        log(`control plane: ${urlOf(endpoint)}, gateway: ${gateway}`);
        send({
            kind: 'listening',
            endpoint,
            gateway,
            accessKeyId,
            accessKeySecret,
            regionId: cloud.seed.region,
            stopPort,
            controlUrl: control.url,
            ...identityOf(emulator)
        });
    }
    catch (thrown) {
        (0,external_node_fs_namespaceObject.rmSync)(certificateFile, { force: true });
        send({ kind: 'refused', message: describeStartError(thrown) });
    }
}
function urlOf(endpoint) {
    return endpoint.startsWith('https:') ? endpoint : `http://${endpoint}`;
}
function identityOf({ issuer, cloud }) {
    if (issuer === undefined)
        return {};
    const { oidcProviderArn = '', roleArn = '' } = oidcArns(cloud.seed, issuer.iss);
    return {
        identity: {
            requestUrl: issuer.env.ACTIONS_ID_TOKEN_REQUEST_URL,
            requestToken: issuer.env.ACTIONS_ID_TOKEN_REQUEST_TOKEN,
            providerArn: oidcProviderArn,
            roleArn
        }
    };
}
function log(text) {
    process.stdout.write(`${new Date().toISOString()} ${text}\n`);
}
const SHOWN = [
    ...['BackendId', 'StageName', 'BackendModelId', 'OperationUid', 'BackendName'],
    ...['gatewayId', 'serviceId', 'httpApiId', 'routeId', 'operationId']
];
/** One line per request, without definitions, which can contain secrets. */
function describe({ action, params, status }) {
    // client input must not forge log lines or workflow commands
    const clean = (value) => value.slice(0, 64).replaceAll(/[^\w.*-]/g, '?');
    const named = SHOWN.flatMap(name => {
        const value = params[name];
        return value === undefined || value === '' ? [] : [`${name}=${clean(value)}`];
    });
    return [clean(action) || '(no action)', ...named, `-> ${status ?? 'no response'}`].join(' ');
}

;// CONCATENATED MODULE: external "node:child_process"
const external_node_child_process_namespaceObject = process.getBuiltinModule("node:child_process");
;// CONCATENATED MODULE: external "node:os"
const external_node_os_namespaceObject = process.getBuiltinModule("node:os");
;// CONCATENATED MODULE: ./emulator/action/log-tail.js

const LINES = 50;
/** The last lines of a log, escaped so that the runner does not interpret them as commands. */
function tailOf(file) {
    let text;
    try {
        text = (0,external_node_fs_namespaceObject.readFileSync)(file, 'utf8');
    }
    catch {
        return ['(no log file)'];
    }
    if (text.trim() === '')
        return ['(the log is empty)'];
    const lines = text.trimEnd().split(/\r\n|[\r\n]/);
    return lines.slice(-LINES).map(line => `| ${line.replaceAll('##[', '# #[')}`);
}

;// CONCATENATED MODULE: ./emulator/action/protocol.js
/** The names of the states that the main step saves for the post step. */
const STATES = {
    pid: 'pid',
    logFile: 'log-file',
    stopPort: 'stop-port',
    token: 'token',
    certificateFile: 'certificate-file'
};

;// CONCATENATED MODULE: ./emulator/action/start.js









/** A start takes about a second on a slow machine. */
const START_TIMEOUT_MS = 30_000;
/**
 * The only environment variables that the emulator receives, so that it never has the job's tokens and secrets. The
 * tracking ID lets the runner terminate it at the end of the job if the post step did not.
 */
const VARIABLES = ['RUNNER_TRACKING_ID', 'PATH', 'HOME', 'SystemRoot', 'windir', 'TEMP', 'TMP', 'TMPDIR'];
/**
 * The main step: starts the emulator and hands it over to the job.
 * @param entry the entry file of the detached process
 * @returns the exit code
 */
async function runMain(entry) {
    const temp = process.env['RUNNER_TEMP'] || (0,external_node_os_namespaceObject.tmpdir)();
    const name = `emulator-${(0,external_node_crypto_namespaceObject.randomUUID)()}`;
    const logFile = (0,external_node_path_namespaceObject.join)(temp, `${name}.log`);
    const certificateFile = (0,external_node_path_namespaceObject.join)(temp, `${name}.pem`);
    let server;
    try {
        const inputs = readInputs(process.env['GITHUB_WORKSPACE'] || process.cwd(), process.env);
        server = spawnServer(entry, logFile);
        const token = (0,external_node_crypto_namespaceObject.randomUUID)();
        const controlToken = (0,external_node_crypto_namespaceObject.randomBytes)(32).toString('base64url');
        const listening = await listeningOf(server, {
            kind: 'start',
            ...(inputs.seed === undefined ? {} : { seed: inputs.seed }),
            port: inputs.port,
            gatewayPort: inputs.gatewayPort,
            tls: inputs.tls,
            checkRegion: inputs.checkRegion,
            ...(inputs.oidcSubject === undefined ? {} : { oidcSubject: inputs.oidcSubject }),
            token,
            controlToken,
            certificateFile
        });
        saveState(STATES.certificateFile, certificateFile);
        saveForPost(server, listening, logFile, token);
        setOutputs(server, listening, {
            'control-token': controlToken,
            'log-file': logFile,
            ...(inputs.tls ? { 'certificate-file': certificateFile } : {})
        });
        await handOver(server);
        info(`control plane: ${listening.endpoint}, gateway: ${listening.gateway}`);
        info(`log: ${logFile}`);
        return 0;
    }
    catch (thrown) {
        const message = thrown instanceof Error ? thrown.message : String(thrown);
        if (server !== undefined)
            for (const line of tailOf(logFile))
                info(line);
        error(message, { title: 'The emulator did not start' });
        // it exits by itself when the channel closes; kill it in case it hangs
        server?.kill('SIGKILL');
        return 1;
    }
}
function spawnServer(entry, logFile) {
    const log = (0,external_node_fs_namespaceObject.openSync)(logFile, 'wx', 0o600);
    try {
        return (0,external_node_child_process_namespaceObject.spawn)(process.execPath, [entry], {
            // its own process group, so that terminating the step does not terminate it
            detached: true,
            windowsHide: true,
            stdio: ['ignore', log, log, 'ipc'],
            cwd: (0,external_node_path_namespaceObject.dirname)(logFile),
            env: Object.fromEntries(VARIABLES.map(name => [name, process.env[name]]))
        });
    }
    finally {
        (0,external_node_fs_namespaceObject.closeSync)(log);
    }
}
/** Resolves when the emulator listens; rejects with the reason if it does not start. */
function listeningOf(server, start) {
    return new Promise((resolve, reject) => {
        const timer = setTimeout(() => {
            reject(new Error(`the emulator did not start within ${START_TIMEOUT_MS / 1000} s`));
        }, START_TIMEOUT_MS);
        server.once('error', reject);
        server.once('exit', (code, signal) => {
            reject(new Error(`the emulator process exited during startup with ${signal ?? `exit code ${code ?? 'none'}`}`));
        });
        server.once('message', (message) => {
            if (message.kind === 'listening')
                resolve(message);
            else
                reject(new Error(message.message));
        });
        server.once('message', () => clearTimeout(timer));
        server.once('exit', () => clearTimeout(timer));
        server.send(start);
    });
}
function saveForPost(server, { stopPort }, logFile, token) {
    saveState(STATES.pid, server.pid);
    saveState(STATES.logFile, logFile);
    saveState(STATES.stopPort, stopPort);
    saveState(STATES.token, token);
}
/** Uses outputs, because environment variables would replace real credentials for the whole job. Nothing is masked. */
function setOutputs(server, listening, more) {
    const { identity } = listening;
    const outputs = {
        endpoint: listening.endpoint,
        'sts-endpoint': listening.endpoint,
        gateway: listening.gateway,
        'access-key-id': listening.accessKeyId,
        'access-key-secret': listening.accessKeySecret,
        'region-id': listening.regionId,
        'control-url': listening.controlUrl,
        ...more,
        ...(identity === undefined
            ? {}
            : {
                'id-token-request-url': identity.requestUrl,
                'id-token-request-token': identity.requestToken,
                'oidc-provider-arn': identity.providerArn,
                'role-arn': identity.roleArn
            }),
        pid: server.pid
    };
    for (const [name, value] of Object.entries(outputs))
        setOutput(name, value);
}
/** Detaches the emulator from this process. */
async function handOver(server) {
    await new Promise((resolve, reject) => {
        const keep = { kind: 'keep' };
        server.send(keep, error => {
            if (error === null)
                resolve();
            else
                reject(error);
        });
    });
    server.disconnect();
    server.unref();
}

;// CONCATENATED MODULE: ./emulator/action/own-process.js

/**
 * Kills an unresponsive process if it still runs the entry file; its ID may have been reused since. Only Linux exposes
 * a process's command line (/proc). On other systems the runner terminates the process at the end of the job.
 * @returns the result, for the log
 */
function killIfOurs(pid, entry) {
    try {
        const command = (0,external_node_fs_namespaceObject.readFileSync)(`/proc/${pid}/cmdline`, 'utf8').split('\0');
        if (!command.includes(entry))
            return `process ${pid} is not the emulator anymore and was not killed`;
        process.kill(pid, 'SIGKILL');
        return `process ${pid} was killed`;
    }
    catch {
        return `process ${pid} was not killed; the runner terminates it at the end of the job`;
    }
}

;// CONCATENATED MODULE: ./emulator/action/stop.js






const STOP_TIMEOUT_MS = 10_000;
/**
 * The post step: stops the emulator, whatever the job's result. It never fails the job.
 * @param entry the entry file of the detached process
 */
async function runPost(entry) {
    const pid = Number(getState(STATES.pid));
    const logFile = getState(STATES.logFile);
    const token = getState(STATES.token);
    // the main step failed before it had an emulator
    if (token === '')
        return;
    const result = await requestStop(Number(getState(STATES.stopPort)), token, STOP_TIMEOUT_MS);
    // an emulator that was killed has not removed it
    (0,external_node_fs_namespaceObject.rmSync)(getState(STATES.certificateFile), { force: true });
    if (result === 'stopped') {
        info('emulator stopped');
        return;
    }
    if (result === 'gone') {
        warning(`the emulator (process ${pid}) exited before the job completed; the end of its log follows`);
    }
    else {
        warning(`the emulator did not stop within ${STOP_TIMEOUT_MS / 1000} s: ${killIfOurs(pid, entry)}`);
    }
    for (const line of tailOf(logFile))
        info(line);
}

;// CONCATENATED MODULE: ./emulator/action/app.js
// The bundle of the emulator actions; index.ts, post.ts, server.ts and expect.ts are its entry points.





var __webpack_exports__runExpect = __webpack_exports__.Xc;
var __webpack_exports__runMain = __webpack_exports__.VN;
var __webpack_exports__runPost = __webpack_exports__.a2;
var __webpack_exports__serve = __webpack_exports__.wX;
export { __webpack_exports__runExpect as runExpect, __webpack_exports__runMain as runMain, __webpack_exports__runPost as runPost, __webpack_exports__serve as serve };
