-- A task is done with the rights and the sight of its owner when it is done. tries counts the runs since a row was last dealt with.
alter table web.task drop column rights, drop column scope, add tries int not null default 0;
