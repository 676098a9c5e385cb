import fc from 'fast-check'

/**
 * Any code points except lone surrogates. Like the unit `binary` of fast-check's strings, which is slow because it maps
 * all million code points first.
 */
export const anyText = (maxLength: number): fc.Arbitrary<string> =>
  fc
    .array(
      fc.nat(0x10f7ff).map(nth => String.fromCodePoint(nth < 0xd800 ? nth : nth + 0x800)),
      { maxLength }
    )
    .map(points => points.join(''))
