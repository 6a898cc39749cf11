namespace Proximity.Cli.Configuration;

/// <summary>The configuration cannot be used; the message is a whole sentence for the person who wrote it.</summary>
internal sealed class ConfigurationException(string message) : Exception(message);
