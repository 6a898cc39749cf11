using System.Buffers;
using Proximity.Protocol.Faults;

namespace Proximity.Formats;

/// <summary>The stable code for what a file says of a failed exchange.</summary>
internal static class FailureCode
{
    private static readonly SearchValues<char> Characters =
        SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_0123456789");

    /// <summary>Our own files name the code; of others it is only known whether there was a response.</summary>
    public static string Of(string words, bool hasResponse)
    {
        bool isCode = words.Contains('_') && words.AsSpan().IndexOfAnyExcept(Characters) < 0;
        return isCode ? words : hasResponse ? ErrorCodes.UpstreamReadFailed : ErrorCodes.UpstreamConnectFailed;
    }
}
