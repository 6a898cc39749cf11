namespace Proximity.Wires.Linux;

/// <summary>The owner of a descriptor of an event loop. Called on the loop's thread; must not block.</summary>
internal interface IEventOwner
{
    /// <summary>The network that it belongs to: other proxies share the loop.</summary>
    EpollNetwork Home { get; }

    /// <summary>The system says that the descriptor is ready.</summary>
    /// <param name="events">The bits of epoll_wait(2).</param>
    void OnEvents(uint events);

    /// <summary>It was posted to the loop: its waits are to be looked at again.</summary>
    void OnPosted();

    /// <summary>The loop or its network ends: nothing will become ready any more.</summary>
    void OnLoopEnded();
}
