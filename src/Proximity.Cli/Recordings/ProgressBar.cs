using Spectre.Console;

namespace Proximity.Cli.Recordings;

/// <summary>Shows how far long work is, on standard error, while it takes more than a moment.</summary>
/// <param name="open">Opens the terminal at which a person looks; called only where there is something to show.</param>
/// <param name="timeProvider">The clock by which it is drawn.</param>
internal sealed class ProgressBar(Func<IAnsiConsole> open, TimeProvider timeProvider)
{
    /// <summary>What is quicker is not worth a bar.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);

    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(100);

    /// <summary>A bar on standard error.</summary>
    /// <param name="errors">Standard error.</param>
    /// <param name="width">The columns of the terminal.</param>
    /// <param name="hasColors">Whether it may be coloured.</param>
    /// <param name="timeProvider">The clock by which it is drawn.</param>
    public static ProgressBar On(TextWriter errors, int width, bool hasColors, TimeProvider timeProvider)
        => new(() => Open(errors, width, hasColors), timeProvider);

    private static IAnsiConsole Open(TextWriter errors, int width, bool hasColors)
    {
        var terminal = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Ansi = AnsiSupport.Yes,
            ColorSystem = hasColors ? ColorSystemSupport.Standard : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.Yes,
            Out = new AnsiConsoleOutput(errors),
        });
        terminal.Profile.Width = width;
        return terminal;
    }

    /// <summary>Does the work, and shows how far it is where there is a bar to show it.</summary>
    /// <param name="bar">The bar; null for none.</param>
    /// <param name="name">What is worked on.</param>
    /// <param name="work">The work; it says how far it is.</param>
    public static async Task ShowAsync(ProgressBar? bar, string name, Func<Progress, Task> work)
    {
        var progress = new Progress();
        var running = Task.Run(() => work(progress));
        if (bar is not null)
        {
            await bar.WatchAsync(name, progress, running).ConfigureAwait(false);
        }

        await running.ConfigureAwait(false);
    }

    private async Task WatchAsync(string name, Progress progress, Task running)
    {
        if (await Task.WhenAny(running, Task.Delay(Patience, timeProvider)).ConfigureAwait(false) == running)
        {
            return;
        }

        ProgressColumn[] columns =
        [
            new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn(),
        ];
        await open().Progress().AutoClear(true).HideCompleted(true).Columns(columns).StartAsync(async context =>
        {
            var task = context.AddTask(Markup.Escape(TextCells.Shorten(Output.Printable.Text(Path.GetFileName(name)), 24)));
            while (!running.IsCompleted)
            {
                task.IsIndeterminate = progress.Total == 0;
                task.MaxValue = Math.Max(1, progress.Total);
                task.Value = progress.Done;
                await Task.WhenAny(running, Task.Delay(Interval, timeProvider)).ConfigureAwait(false);
            }
        }).ConfigureAwait(false);
    }
}
