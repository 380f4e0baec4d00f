"""The fixtures give each test a virtual host and a database of its own."""

import amqp
import pymongo
import pytest

from kefu.testing.links import connect


@pytest.mark.parametrize("turn", [1, 2])
def test_a_queue_of_one_test_is_unknown_to_the_next(amqp_uri, turn):
    with connect(amqp_uri) as connection:
        with pytest.raises(amqp.NotFound):
            connection.channel().queue_declare("left-behind", passive=True)
        connection.channel().queue_declare("left-behind", durable=True, auto_delete=False)


@pytest.mark.parametrize("turn", [1, 2])
def test_a_document_of_one_test_is_unknown_to_the_next(mongo_uri, database, turn):
    with pymongo.MongoClient(mongo_uri) as client:
        assert client[database].things.find_one({"_id": 1}) is None
        client[database].things.insert_one({"_id": 1})
