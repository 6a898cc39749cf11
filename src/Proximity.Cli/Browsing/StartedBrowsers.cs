using System.Diagnostics;
using Proximity.Cli.Authority;

namespace Proximity.Cli.Browsing;

/// <summary>The browsers that callers of the proxy have started; they end with it.</summary>
/// <param name="server">The proxy.</param>
/// <param name="timeProvider">The clock.</param>
internal sealed class StartedBrowsers(ProxyServer server, TimeProvider timeProvider) : IDisposable
{
    /// <summary>The most that run at a time.</summary>
    public const int MaxBrowsers = 8;

    /// <summary>A browser that cannot run here, without a display for instance, ends within this time.</summary>
    private static readonly TimeSpan FirstMoment = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan LastWordsTime = TimeSpan.FromMilliseconds(200);

    private readonly BrowserSearch search = new(Environment.GetEnvironmentVariable);
    private readonly Lock gate = new();
    private readonly List<BrowserSession> sessions = [];
    private bool isDisposed;

    /// <inheritdoc cref="IControlledProxy.StartBrowserAsync"/>
    public async Task<StartedBrowser> StartAsync(BrowserToStart request, CancellationToken cancellationToken)
    {
        var program = search.Find(request.Kind) ?? throw Refused(OperationProblem.NotSupported, "no_browser", NoBrowser(request.Kind));
        if (request.IsTrial)
        {
            return new StartedBrowser(program.Kind, program.Path, null);
        }

        var plan = new BrowserPlan(program, server.ProxyUrl)
        {
            Start = request.Url,
            Authority = server.AuthorityCertificate,
            HostKeyHash = server.HostKeyHash,
        };
        BrowserSession session;
        try
        {
            session = await BrowserSession.StartAsync(plan, new InstalledTools(), Silence).ConfigureAwait(false);
        }
        catch (BrowserException exception)
        {
            throw Refused(OperationProblem.Failed, "browser_failed", exception.Message);
        }

        return await WatchAsync(session, program, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Ends them all.</summary>
    public void Dispose()
    {
        BrowserSession[] all;
        lock (gate)
        {
            isDisposed = true;
            all = [.. sessions];
            sessions.Clear();
        }

        Array.ForEach(all, static session => session.Dispose());
    }

    /// <summary>The sentence when there is no browser.</summary>
    public static string NoBrowser(BrowserKind? kind) => kind switch
    {
        BrowserKind.Chromium => "No Chromium, Chrome, Edge or Brave is installed here.",
        BrowserKind.Firefox => "No Firefox is installed here.",
        _ => "No browser that can be started is installed here: no Chromium, Chrome, Edge, Brave or Firefox.",
    };

    private static OperationException Refused(OperationProblem problem, string code, string message) => new(problem, code, message);

    /// <summary>Nothing that it says gets into the output of the proxy.</summary>
    private static void Silence(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
    }

    private async Task<StartedBrowser> WatchAsync(BrowserSession session, BrowserProgram program, CancellationToken cancellationToken)
    {
        var process = session.Process;
        var started = new StartedBrowser(program.Kind, program.Path, process.Id);
        var lastWords = string.Empty;
        process.ErrorDataReceived += (_, line) => lastWords = line.Data is { Length: > 0 } words ? words : lastWords;
        process.StandardInput.Close();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        Keep(session);
        var ended = EndAsync(session);
        var moment = Task.Delay(FirstMoment, timeProvider, cancellationToken);
        if (await Task.WhenAny(ended, moment).ConfigureAwait(false) == ended && await ended.ConfigureAwait(false) is not 0 and var code)
        {
            var why = lastWords.Length > 0 ? $": {lastWords}" : $" with {code}.";
            throw Refused(OperationProblem.Failed, "browser_failed", $"{program.Path} ended at once{why}");
        }

        return started;
    }

    private void Keep(BrowserSession session)
    {
        bool isFull;
        lock (gate)
        {
            isFull = sessions.Count >= MaxBrowsers || isDisposed;
            if (!isFull)
            {
                sessions.Add(session);
            }
        }

        if (isFull)
        {
            session.Dispose();
            throw Refused(OperationProblem.Conflict, "too_many_browsers", $"{MaxBrowsers} browsers run already; close one.");
        }
    }

    /// <summary>
    /// Waits for its end, and takes the profile away. The end of its output is not waited for: what it has started may hold that open.
    /// </summary>
    private async Task<int> EndAsync(BrowserSession session)
    {
        var exited = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        session.Process.Exited += (_, _) => exited.TrySetResult();
        session.Process.EnableRaisingEvents = true;
        await exited.Task.ConfigureAwait(false);
        await Task.WhenAny(session.Process.WaitForExitAsync(), Task.Delay(LastWordsTime, timeProvider)).ConfigureAwait(false);
        var code = session.Process.ExitCode;
        bool isOurs;
        lock (gate)
        {
            isOurs = sessions.Remove(session);
        }

        if (isOurs)
        {
            session.Dispose();
        }

        return code;
    }
}
