// NODE_DEBUG=http makes Node write every request with its Authorization header to stderr. Node reads the variable before this
// action's code runs, so stderr is disabled instead; this action does not write to it. Must be the first import.
if ((process.env['NODE_DEBUG'] ?? '') !== '') process.stderr.write = () => true
delete process.env['DEBUG']

export {}
