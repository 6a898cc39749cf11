using Proximity.Protocol;

namespace Proximity.Exchanges;

/// <summary>
/// Objects that connections lend one another, because they need them only while an exchange is under way: thousands of idle connections
/// then hold none. Each thread keeps some, for a few proxies; further ones are left to the garbage collector, and those that are not
/// needed for a while, too (<see cref="SpareStacks"/>).
/// </summary>
/// <typeparam name="T">What is lent.</typeparam>
internal static class ThreadLocalPool<T>
    where T : class, IPooled
{
    /// <summary>The most a thread keeps for one proxy.</summary>
    private const int MaxKept = 256;

    /// <summary>For how many proxies a thread keeps some.</summary>
    private const int MaxOwners = 4;

    [ThreadStatic]
    private static SpareStack<T>[]? kept;

    [ThreadStatic]
    private static int nextEvicted;

    /// <summary>One that was given back on this thread by the same owner; null when there is none.</summary>
    public static T? Take(object owner)
    {
        foreach (SpareStack<T> stack in kept ?? [])
        {
            if (stack.Peek() is { } top && ReferenceEquals(top.Owner, owner))
            {
                return stack.Pop();
            }
        }

        return null;
    }

    /// <summary>Gives one back; the caller must not touch it again.</summary>
    public static void Give(T spare)
    {
        kept ??= NewStacks();
        SpareStack<T>? empty = null;
        foreach (SpareStack<T> stack in kept)
        {
            T? top = stack.Peek();
            if (top is not null && ReferenceEquals(top.Owner, spare.Owner))
            {
                stack.Push(spare);
                return;
            }

            empty ??= top is null ? stack : null;
        }

        if (empty is null)
        {
            // This thread serves many proxies: one of them makes new ones.
            nextEvicted = (nextEvicted + 1) % MaxOwners;
            empty = kept[nextEvicted] = new SpareStack<T>(MaxKept);
        }

        empty.Push(spare);
    }

    private static SpareStack<T>[] NewStacks() => [.. Enumerable.Range(0, MaxOwners).Select(_ => new SpareStack<T>(MaxKept))];
}
