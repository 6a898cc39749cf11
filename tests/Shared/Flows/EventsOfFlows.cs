namespace Proximity.Flows.Tests;

/// <summary>What must hold of events, whatever the exchanges did.</summary>
internal static class EventsOfFlows
{
    /// <summary>
    /// The events of each flow, put together, are the flow as its snapshot has it; they begin with its start and end with its end; and the
    /// sequence rises. Also the flows that the table had no room for have ended.
    /// </summary>
    /// <param name="table">Flows that have all ended, and began while somebody read events.</param>
    /// <param name="events">All events, of which none was lost.</param>
    public static void AssertWhole(FlowTable table, IReadOnlyList<FlowEvent> events)
    {
        for (int i = 1; i < events.Count; i++)
        {
            Assert.True(events[i - 1].Sequence < events[i].Sequence, $"{events[i - 1]} before {events[i]}");
        }

        Assert.DoesNotContain(events, happened => happened is FlowEventsLost);
        Assert.Equal(IdsOf<FlowStarted>(events), IdsOf<FlowEnded>(events));
        foreach (Flow flow in table)
        {
            FlowEvent[] own = [.. events.Where(happened => happened.FlowId == flow.Id)];
            Assert.IsType<FlowStarted>(own[0]);
            Assert.IsType<RequestHeadRecorded>(own[1]);
            Assert.Single(own, happened => happened is FlowEnded);
            FlowFold fold = new();
            Array.ForEach(own, fold.Apply);
            FlowSnapshot snapshot = flow.Snapshot();
            Assert.Equal(SameFlow.Text(snapshot), SameFlow.Text(fold.Snapshot!));
            Assert.Equal(own[^1].Sequence, snapshot.Sequence);
        }
    }

    private static IEnumerable<long> IdsOf<TEvent>(IEnumerable<FlowEvent> events)
        where TEvent : FlowEvent
        => events.OfType<TEvent>().Select(happened => happened.FlowId).Order();
}
