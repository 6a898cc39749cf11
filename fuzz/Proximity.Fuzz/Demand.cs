using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Proximity.Fuzz;

/// <summary>What targets demand; the failure shows both sides.</summary>
internal static class Demand
{
    public static void True([DoesNotReturnIf(false)] bool condition, string what)
    {
        if (!condition)
        {
            throw new InvariantException(what);
        }
    }

    public static void Same<T>(T expected, T actual, string what)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            throw new InvariantException($"{what}: {expected} became {actual}");
        }
    }

    public static void Same(ReadOnlySpan<byte> expected, ReadOnlySpan<byte> actual, string what)
    {
        if (!expected.SequenceEqual(actual))
        {
            throw new InvariantException($"{what}: '{Show(expected)}' became '{Show(actual)}'");
        }
    }

    private static string Show(ReadOnlySpan<byte> bytes) =>
        Encoding.Latin1.GetString(bytes).Replace("\r", "\\r", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);
}
