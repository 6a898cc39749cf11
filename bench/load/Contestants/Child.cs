using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace Proximity.Load.Contestants;

/// <summary>A process that this one started, with its output kept (bounded) for when it fails, and ended with this object.</summary>
internal sealed class Child : IAsyncDisposable
{
    private const int OutputLimit = 16 * 1024;

    private static readonly TimeSpan EndLimit = TimeSpan.FromSeconds(10);

    private readonly StringBuilder output = new();
    private readonly Process process;

    public Child(Launch launch, string folder)
    {
        var start = new ProcessStartInfo(launch.Program, launch.Arguments) { WorkingDirectory = folder, RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        foreach (var (name, value) in launch.Environment)
        {
            start.Environment[name] = value;
        }

        process = new Process { StartInfo = start };
        process.OutputDataReceived += (_, line) => Take(line.Data);
        process.ErrorDataReceived += (_, line) => Take(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Tree = new ProcessTree(process.Id);
    }

    public int Id => process.Id;

    public ProcessTree Tree { get; }

    public bool HasEnded => process.HasExited;

    public string Output
    {
        get
        {
            lock (output)
            {
                return output.ToString();
            }
        }
    }

    /// <summary>Until it has ended and its output is read.</summary>
    public async Task WaitAsync(TimeSpan limit, CancellationToken cancellationToken) => await process.WaitForExitAsync(cancellationToken).WaitAsync(limit, cancellationToken);

    /// <summary>Sends a line and awaits the answer, one line.</summary>
    public async Task<string> AskAsync(string line)
    {
        var answer = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        void Answer(object sender, DataReceivedEventArgs arguments) => answer.TrySetResult(arguments.Data ?? "");
        process.OutputDataReceived += Answer;
        await process.StandardInput.WriteLineAsync(line);
        await process.StandardInput.FlushAsync();
        var text = await answer.Task.WaitAsync(EndLimit);
        process.OutputDataReceived -= Answer;
        return text;
    }

    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(EndLimit);
            try
            {
                await process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                process.Kill(entireProcessTree: true);
            }
        }

        process.Dispose();
    }

    private void Take(string? line)
    {
        lock (output)
        {
            if (line is not null && output.Length + line.Length < OutputLimit)
            {
                output.AppendLine(line);
            }
        }
    }
}
