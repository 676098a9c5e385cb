import { checkNodeVersion } from './node-version.js';
if (checkNodeVersion(process.env['GITHUB_OUTPUT'] ?? '')) {
    const { runMain } = await import('./app.js');
    const code = await runMain();
    // all has been said: once it is written, nothing that is still open holds the job, or is taken down piece by piece
    process.stdout.write('', () => process.exit(code));
}
else {
    process.exitCode = 1;
}
