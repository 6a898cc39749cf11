namespace Proximity.Protocol;

/// <summary>
/// The spare objects of all threads of the process. Called regularly, <see cref="DropUnused"/> leaves to the garbage collector what a
/// burst has left behind. Thread-safe.
/// </summary>
internal static class SpareStacks
{
    private static readonly Lock Gate = new();

    /// <summary>Weak, so that a thread's stacks end with it.</summary>
    private static readonly List<WeakReference<ISpareStack>> All = [];

    public static void Add(ISpareStack stack)
    {
        lock (Gate)
        {
            All.Add(new WeakReference<ISpareStack>(stack));
        }
    }

    /// <summary>Drops what no thread has needed since the last call.</summary>
    public static void DropUnused()
    {
        lock (Gate)
        {
            for (int index = All.Count - 1; index >= 0; index--)
            {
                if (All[index].TryGetTarget(out ISpareStack? stack))
                {
                    stack.DropUnused();
                }
                else
                {
                    All[index] = All[^1];
                    All.RemoveAt(All.Count - 1);
                }
            }
        }
    }
}
