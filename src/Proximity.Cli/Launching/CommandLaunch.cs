using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;
using Proximity.Cli.Running;

namespace Proximity.Cli.Launching;

/// <summary>Runs a command through a proxy that has started, with this program's own standard streams.</summary>
/// <param name="words">The program and its arguments.</param>
/// <param name="machine">Whose roots the command goes on trusting.</param>
internal sealed class CommandLaunch(IReadOnlyList<string> words, Machine machine)
{
    private const int NotPermitted = 13;
    private const int NoSuchFile = 2;

    /// <summary>Waits until the command has ended.</summary>
    /// <param name="host">Where the proxy listens.</param>
    /// <param name="port">On which port.</param>
    /// <param name="authority">Whom the command is to trust; null to leave that alone.</param>
    public async Task<CommandEnd> RunAsync(string host, int port, X509Certificate2? authority)
    {
        // First, so that no signal leaves the files behind.
        using var signals = new CommandSignals();
        using var files = authority is null ? null : new TrustFiles(authority, machine, CommandEnvironment.OwnBundles(machine.Environment));
        if (ProgramSearch.Find(words[0], machine.Environment("PATH")) is not { } program)
        {
            return NotFound;
        }

        var start = new ProcessStartInfo(program, words.Skip(1)) { UseShellExecute = false };
        foreach (var (name, value) in CommandEnvironment.Make(host, port, files, machine.Environment))
        {
            start.Environment[name] = value;
        }

        try
        {
            using var process = Process.Start(start)!;
            signals.Begin(process);
            await process.WaitForExitAsync().ConfigureAwait(false);
            return new CommandEnd(process.ExitCode);
        }
        catch (Win32Exception exception)
        {
            return exception.NativeErrorCode switch
            {
                NoSuchFile => NotFound,
                NotPermitted => new CommandEnd(ExitCode.CommandNotExecutable, $"{words[0]} may not be executed: is it a program, and are you allowed to run it?"),
                _ => new CommandEnd(ExitCode.CommandNotExecutable, $"{words[0]} cannot be started: {exception.Message}"),
            };
        }
    }

    private CommandEnd NotFound => new(ExitCode.CommandNotFound, $"There is no program {words[0]}: is it installed, and in a folder of PATH?");
}
