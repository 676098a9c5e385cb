// NODE_DEBUG=http makes Node write every request with its Authorization header to stderr. Node reads the
// variable before any code of ours runs, so the writing itself is taken away; nothing of ours goes there.
// Must be the first import.
if ((process.env['NODE_DEBUG'] ?? '') !== '') process.stderr.write = () => true
delete process.env['DEBUG']

export {}
