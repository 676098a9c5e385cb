interface Pin {
  readonly tag: string
  readonly commit: string
  /** The inputs used here, so that a misspelled one is detected. */
  readonly inputs?: readonly string[]
}

/**
 * The actions that workflows are allowed to use, each at one commit, read from the tag of its repository. Maintainers
 * update an entry after reviewing the new version.
 */
export const PINS: Readonly<Record<string, Pin>> = {
  'actions/checkout': {
    tag: 'v7.0.1',
    commit: '3d3c42e5aac5ba805825da76410c181273ba90b1',
    inputs: ['persist-credentials']
  },
  'actions/setup-node': {
    tag: 'v7.0.0',
    commit: '820762786026740c76f36085b0efc47a31fe5020',
    inputs: ['node-version-file']
  },
  'actions/upload-artifact': {
    tag: 'v7.0.0',
    commit: 'bbbca2ddaa5d8feaa63e36b76fdaad77386f024f',
    inputs: ['name', 'path', 'if-no-files-found']
  },
  'actions/download-artifact': {
    tag: 'v8.0.0',
    commit: '70fc10c6e5e1ce46ad2ea6f2b72d43f7d47b13c3',
    inputs: ['name', 'path']
  },
  'actions/attest-build-provenance': {
    tag: 'v4.1.0',
    commit: 'a2bbfa25375fe432b6a289bc6b6cd05ecd0c4c32',
    inputs: ['subject-path']
  },
  'github/codeql-action': {
    tag: 'v4.36.2',
    commit: '8aad20d150bbac5944a9f9d289da16a4b0d87c1e',
    inputs: ['languages', 'build-mode', 'config', 'category']
  },
  'aliyun/configure-aliyun-credentials-action': {
    tag: 'v1.0.7',
    commit: 'b347e60e64028a4d567a8f31ca42e1b0706c3c99'
  }
}
