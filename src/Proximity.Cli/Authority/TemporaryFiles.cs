using Proximity.Cli.Configuration;
using Proximity.Cli.Running;

namespace Proximity.Cli.Authority;

/// <summary>A folder in the temporary folder, its owner's alone, that goes with all that is in it.</summary>
/// <param name="prefix">How its name begins.</param>
internal sealed class TemporaryFiles(string prefix) : IDisposable
{
    /// <summary>The environment variable that says where the temporary folder is.</summary>
    private static readonly string Variable = OperatingSystem.IsWindows() ? "TMP" : "TMPDIR";

    private readonly string folder = Make(prefix);

    /// <summary>
    /// Makes the folder. The system's exception names no path, and a folder that the environment names and that is not there, or may
    /// not be written, is the user's to mend.
    /// </summary>
    /// <exception cref="ConfigurationException">The environment names a temporary folder that cannot be used.</exception>
    private static string Make(string prefix)
    {
        try
        {
            return Directory.CreateTempSubdirectory(prefix).FullName;
        }
        catch (Exception exception) when (FileProblem.IsOfWriting(exception))
        {
            var parent = Path.TrimEndingDirectorySeparator(Path.GetTempPath());
            var isSaid = Environment.GetEnvironmentVariable(Variable) is { Length: > 0 };
            var described = isSaid ? $"{parent} ({Variable})" : parent;
            var isThere = Directory.Exists(parent);
            var sentence = isThere
                ? $"No folder can be made in the temporary folder {described}: {exception.Message}"
                : $"There is no temporary folder {described}.";
            throw isSaid && (!isThere || exception is UnauthorizedAccessException)
                ? new ConfigurationException(sentence)
                : new IOException(sentence, exception);
        }
    }

    public string PathOf(string name) => Path.Combine(folder, name);

    public void Dispose()
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // A command or a cleaner of the temporary folder has removed it, or Windows holds a file that is still open. Nothing in it is
            // secret, and what the caller has to say counts for more.
        }
    }
}
