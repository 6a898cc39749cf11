using System.ComponentModel;
using System.Diagnostics;
using System.Security.Cryptography.X509Certificates;
using Proximity.Cli.Authority;
using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Launching;

/// <summary>Runs a command through a proxy that has started, with this program's own standard streams.</summary>
/// <param name="words">The program and its arguments.</param>
/// <param name="machine">Whose roots the command goes on trusting.</param>
/// <param name="isStorePrivate">True to put the roots and the authority over the system's store, for the command alone.</param>
internal sealed class CommandLaunch(IReadOnlyList<string> words, Machine machine, bool isStorePrivate = false)
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
        TrustFiles? files = null;
        ProcessStartInfo start;
        try
        {
            files = authority is null ? null : new TrustFiles(authority, machine, CommandEnvironment.OwnBundles(machine.Environment));
            start = Prepare(host, port, files);
        }
        catch (ConfigurationException exception)
        {
            return new CommandEnd(ExitCode.WrongUsage, $"The files for the command cannot be written: {exception.Message}");
        }
        catch (Exception exception) when (FileProblem.IsOfWriting(exception))
        {
            files?.Dispose();
            return new CommandEnd(ExitCode.Failed, $"The files for the command cannot be written: {exception.Message}");
        }

        using (files)
        {
            return await StartAsync(start, files, signals).ConfigureAwait(false);
        }
    }

    /// <summary>The command's environment, and the files that it names.</summary>
    private ProcessStartInfo Prepare(string host, int port, TrustFiles? files)
    {
        var start = new ProcessStartInfo { UseShellExecute = false };
        CommandEnvironment.RemoveOwn(start);
        foreach (var (name, value) in CommandEnvironment.Make(host, port, files, machine))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private async Task<CommandEnd> StartAsync(ProcessStartInfo start, TrustFiles? files, CommandSignals signals)
    {
        if (ProgramSearch.Find(words[0], machine.Environment("PATH")) is not { } program)
        {
            return NotFound;
        }

        IReadOnlyList<string> line = [program, .. words.Skip(1)];
        if (isStorePrivate && files is not null)
        {
            var store = new PrivateStore(machine);
            if (await store.RefusalAsync(files.BundlePath).ConfigureAwait(false) is { } refusal)
            {
                return new CommandEnd(ExitCode.CommandNotExecutable, refusal);
            }

            line = store.Around(files.BundlePath, line);
        }

        start.FileName = line[0];
        foreach (var word in line.Skip(1))
        {
            start.ArgumentList.Add(word);
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
