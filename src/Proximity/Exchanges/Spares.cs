namespace Proximity.Exchanges;

/// <summary>
/// Objects that connections lend one another, because they need them only while an exchange is under way: thousands of idle connections then hold none. Each thread keeps some; further
/// ones are left to the garbage collector.
/// </summary>
/// <typeparam name="T">What is lent.</typeparam>
internal static class Spares<T>
    where T : class, ISpare
{
    /// <summary>The most a thread keeps.</summary>
    private const int MaxKept = 256;

    [ThreadStatic]
    private static Stack<T>? kept;

    /// <summary>One that was given back on this thread by the same owner; null when there is none.</summary>
    public static T? Take(object owner) => kept is { Count: > 0 } && ReferenceEquals(kept.Peek().Owner, owner) ? kept.Pop() : null;

    /// <summary>Gives one back; the caller must not touch it again.</summary>
    public static void Give(T spare)
    {
        Stack<T> stack = kept ??= new Stack<T>();
        if (stack.Count > 0 && !ReferenceEquals(stack.Peek().Owner, spare.Owner))
        {
            // Those of a proxy that this thread served before.
            stack.Clear();
        }

        if (stack.Count < MaxKept)
        {
            stack.Push(spare);
        }
    }
}
