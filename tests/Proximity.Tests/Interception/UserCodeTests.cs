using Proximity.Handlers;

namespace Proximity.Tests.Interception;

/// <summary>What counts as user code: a method that was marked, all that it calls and starts, and nothing behind it.</summary>
public sealed class UserCodeTests
{
    private static readonly AsyncLocal<string?> Ambient = new();

    [Fact]
    public async Task MarkedMethod_IsInsideAgainAndAgain_AndItsCallerIsNot()
    {
        for (int time = 1; time <= 3; time++)
        {
            Assert.False(UserCode.IsInside);
            Assert.True(await MarkedAsync());
            Assert.False(UserCode.IsInside);
        }
    }

    [Fact]
    public async Task ContextOfTheCaller_IsKept()
    {
        Ambient.Value = "one";
        Assert.Equal("one", await AmbientOfMarkedAsync());
        Assert.Equal("one", await AmbientOfMarkedAsync());
        Ambient.Value = "two";
        Assert.Equal("two", await AmbientOfMarkedAsync());
        Ambient.Value = null;
        Assert.Null(await AmbientOfMarkedAsync());
    }

    [Fact]
    public async Task WhatWasStartedInside_StaysInside()
    {
        Task<bool> started = await StartAsync();
        Assert.False(UserCode.IsInside);
        Assert.True(await started);
    }

    [Fact]
    public async Task MarkedInsideAMarkedOne_EndsWithIt()
    {
        Assert.True(await NestedAsync());
        Assert.False(UserCode.IsInside);
    }

    private static async Task<bool> MarkedAsync()
    {
        UserCode.Mark();
        bool before = UserCode.IsInside;
        await Task.Yield();
        return before && UserCode.IsInside;
    }

    private static async Task<string?> AmbientOfMarkedAsync()
    {
        UserCode.Mark();
        await Task.CompletedTask;
        return UserCode.IsInside ? Ambient.Value : "outside";
    }

    private static async Task<Task<bool>> StartAsync()
    {
        UserCode.Mark();
        await Task.CompletedTask;
        return Task.Run(static () => UserCode.IsInside);
    }

    private static async Task<bool> NestedAsync()
    {
        UserCode.Mark();
        return await MarkedAsync() && UserCode.IsInside;
    }
}
