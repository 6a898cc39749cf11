using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Diagnosers;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;
using Proximity.Micro;

if (args is ["recordings", ..])
{
    // Files and filters of whole recordings, beside jq and grep: no matter of nanoseconds.
    return await RecordingRun.RunAsync(args[1..]);
}

// In this process: the benchmarks reach into internals, which a generated project could not see.
var configuration = ManualConfig.Create(DefaultConfig.Instance)
    .AddJob(Job.Default.WithToolchain(InProcessEmitToolchain.Instance))
    .AddDiagnoser(MemoryDiagnoser.Default)
    .WithArtifactsPath(Path.Combine("artifacts", "micro"));
BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args, configuration);
return 0;
