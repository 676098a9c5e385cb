/**
 * Windows has no signals that a process could handle (Node ends it at once, whatever the signal), and no modes of
 * files.
 */
export const onPosix = process.platform !== 'win32'

/** Linux alone tells what a process runs (/proc); elsewhere none is taken for that of the main step. */
export const onLinux = process.platform === 'linux'
