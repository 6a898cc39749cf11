using System.Globalization;
using System.Runtime.CompilerServices;

namespace Proximity.Protocol.Tests;

public class SpareStackTests
{
    [Fact]
    public void LastPushed_IsPoppedFirst()
    {
        var stack = new SpareStack<string>(16);
        Assert.True(stack.Push("a") && stack.Push("b"));
        Assert.Equal(("b", "a", null), (stack.Pop(), stack.Pop(), stack.Pop()));
    }

    [Fact]
    public void MoreThanMayBe_AreNotKept()
    {
        var stack = new SpareStack<string>(20);
        for (int index = 0; index < 20; index++)
        {
            Assert.True(stack.Push(index.ToString(CultureInfo.InvariantCulture)));
        }

        Assert.False(stack.Push("one too many"));
    }

    [Fact]
    public void WhatWasNotNeededSinceTheLastLook_IsDropped_AndTheRestIsNot()
    {
        SpareStack<string> stack = Filled(16);
        stack.DropUnused();
        string[] needed = [stack.Pop()!, stack.Pop()!, stack.Pop()!];
        Assert.All(needed, one => Assert.True(stack.Push(one)));

        stack.DropUnused();
        Assert.Equal(["13", "14", "15"], (string?[])[stack.Pop(), stack.Pop(), stack.Pop()]);
        Assert.Null(stack.Peek());
        Assert.Null(stack.Pop());
    }

    [Fact]
    public void StackWhoseSparesWereDropped_KeepsOthers()
    {
        SpareStack<string> stack = Filled(16);
        stack.DropUnused();
        stack.DropUnused();
        Assert.Null(stack.Peek());
        Assert.True(stack.Push("new"));
        Assert.Equal(("new", null), (stack.Pop(), stack.Pop()));
    }

    [Fact]
    public void LookOfTheProcess_ReachesEveryStack_AndHoldsNone()
    {
        var stack = new SpareStack<object>(16);
        WeakReference spare = PushOne(stack);
        SpareStacks.DropUnused();
        SpareStacks.DropUnused();
        GC.Collect();
        Assert.False(spare.IsAlive);
        GC.KeepAlive(stack);
    }

    [Fact]
    public void BuffersOfABurst_AreGivenBack()
    {
        var pool = new BufferPool();
        byte[][] lent = [.. Enumerable.Range(0, 8).Select(_ => pool.Rent(64 * 1024))];
        Assert.All(lent, pool.Return);
        SpareStacks.DropUnused();
        SpareStacks.DropUnused();
        byte[] next = pool.Rent(64 * 1024);
        Assert.DoesNotContain(lent, one => ReferenceEquals(one, next));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference PushOne(SpareStack<object> stack)
    {
        var one = new object();
        stack.Push(one);
        return new WeakReference(one);
    }

    private static SpareStack<string> Filled(int count)
    {
        var stack = new SpareStack<string>(count);
        for (int index = 0; index < count; index++)
        {
            stack.Push($"{index}");
        }

        return stack;
    }
}
