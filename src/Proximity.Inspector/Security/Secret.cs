using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace Proximity.Inspector.Security;

/// <summary>A random text of 256 bits that a caller must know.</summary>
internal sealed class Secret
{
    private const int Bytes = 32;

    private readonly byte[] hash;

    private Secret(string text) => (Text, hash) = (text, Hash(text));

    /// <summary>The text, of letters, digits, <c>-</c> and <c>_</c>.</summary>
    public string Text { get; }

    /// <summary>A new one.</summary>
    public static Secret Create() => new(Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(Bytes)));

    /// <summary>One that is given, so that a caller can know it beforehand.</summary>
    public static Secret Of(string text) => new(text);

    /// <summary>Whether a text is this one. The time that it takes does not depend on how much of it is right.</summary>
    public bool Is(string text) => CryptographicOperations.FixedTimeEquals(Hash(text), hash);

    /// <inheritdoc/>
    public override string ToString() => "(a secret)";

    private static byte[] Hash(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}
