"""The path of a word, from a visitor to an agent and back.

::

    the widget          visitor_gateway/widget/         sends it over the WebSocket under an id
    the gateway         visitor_gateway/connection.py   checks it, and answers a question or
    the dialogue        visitor_gateway/conversing.py   hands it over
    the relay           bot/relay/                      loads the snapshot, and asks
    the conversation    bot/conversation/               what it means: events and effects, pure
    the router          bot/routing/                    whom to ask: rules, teams, hours; pure
    the commit          bot/adapters/store/             stores all of it in one step, or nothing
    delivery            bot/delivery/                   takes it from its lane, in order, at the platform's pace
    an adapter          bot/adapters/*/                 shows it in the agent's thread

and back: an adapter's listeners → relay → conversation → commit → the bus → the gateway's hub → the widget.
"""
