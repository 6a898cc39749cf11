using Proximity.Cli.Configuration;

namespace Proximity.Cli.Recordings;

/// <summary>Sentences about a store that failed. The store may name itself at their beginning, and is named once.</summary>
internal static class StoreSentence
{
    /// <summary>What went wrong with an open store.</summary>
    /// <param name="name">What the store is known by.</param>
    /// <param name="message">What the store says.</param>
    public static string Failed(string name, string message) => $"{name}: {WithoutName(name, message)}";

    /// <summary>Why a store cannot be opened.</summary>
    /// <inheritdoc cref="Failed"/>
    public static string NotOpened(string name, string message) => $"{name} cannot be opened: {WithoutName(name, message)}";

    /// <summary>A file's store names the whole path, and the form in which SQLite opens a file that nobody may write.</summary>
    private static string WithoutName(string name, string message)
    {
        string[] names = StoreAddress.IsOne(name)
            ? [name]
            : [name, Path.GetFullPath(name), $"file:{Path.GetFullPath(name)}?immutable=1"];
        var said = names.FirstOrDefault(own => message.StartsWith($"{own}: ", StringComparison.Ordinal));
        return said is null ? message : message[(said.Length + 2)..];
    }
}
