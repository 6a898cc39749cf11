namespace Proximity.Cli.Configuration;

/// <summary>Finds and reads the JSON configuration file.</summary>
internal static class ConfigurationFile
{
    /// <summary>A configuration is a handful of lines; a larger file is a mistaken path.</summary>
    private const int MaximumBytes = 1024 * 1024;

    /// <summary>The file in the user's configuration folder, or null when the user has no such folder.</summary>
    public static string? DefaultPath()
    {
        var folder = Environment.GetFolderPath(Environment.SpecialFolder.ApplicationData, Environment.SpecialFolderOption.DoNotVerify);
        return folder.Length == 0 ? null : Path.Combine(folder, "proximity", "config.json");
    }

    /// <summary>The settings of the file named by the user, which must be there.</summary>
    /// <exception cref="ConfigurationException">The file is missing, unreadable or says something it may not.</exception>
    public static Settings Read(string path)
    {
        byte[] content;
        try
        {
            content = ReadBounded(path);
        }
        catch (Exception exception) when (exception is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new ConfigurationException($"The configuration file {path} does not exist.");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            throw new ConfigurationException($"The configuration file {path} cannot be read: {exception.Message}");
        }

        return ConfigurationReader.Read(content, path);
    }

    /// <summary>The settings of the file in the user's configuration folder, or null when there is none.</summary>
    /// <exception cref="ConfigurationException">The file is there but unreadable, or says something it may not.</exception>
    public static Settings? ReadIfPresent(string? path) => path is not null && File.Exists(path) ? Read(path) : null;

    private static byte[] ReadBounded(string path)
    {
        using var file = File.OpenRead(path);
        var buffer = new byte[MaximumBytes + 1];
        var count = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
        return count <= MaximumBytes ? buffer[..count] : throw new IOException($"it is larger than {MaximumBytes} bytes.");
    }
}
